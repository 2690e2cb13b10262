import Core

/// Turns one raw column into one or more numbers per row, as it was fitted on training rows. NULL becomes NaN.
struct FeatureEncoder: Sendable, Hashable {
    enum Method: Sendable, Hashable {
        case number
        case boolean
        /// The level's index, or NaN for a level that was not there.
        case category(Levels)
        /// Days since 1970, and those calendar parts that vary in the training rows.
        case calendar([CalendarPart])
        /// As `category`, and beside it what the target was like where it has that level.
        case rankedCategory(Levels, LevelStatistics)
        /// For each term: how often it occurs, weighted by how rare it is.
        case terms(TextTerms)
    }

    /// Index in the model's inputs.
    let input: Int
    let name: String
    let kind: FeatureKind
    let method: Method

    /// Numbers per row.
    var width: Int {
        switch method {
        case .number, .boolean, .category: 1
        case .calendar(let parts): 1 + parts.count
        case .rankedCategory(_, let statistics): 1 + statistics.outputs
        case .terms(let terms): terms.buckets.count
        }
    }

    /// Whether the first of its numbers is the index of a level.
    var isCategorical: Bool {
        switch method {
        case .category, .rankedCategory: true
        case .number, .boolean, .calendar, .terms: false
        }
    }

    /// Writes the numbers of some rows.
    /// - Parameters:
    ///   - rows: rows of the column; the i-th goes to `output + i * rowStride`.
    ///   - featureStride: between the numbers of one row.
    func encode(
        _ column: ColumnVector, rows: some RandomAccessCollection<Int>, into output: UnsafeMutablePointer<Double>, rowStride: Int, featureStride: Int
    ) {
        var place = output
        func forEach<Element>(_ array: [Element], _ body: (Element, UnsafeMutablePointer<Double>) -> Void) {
            array.withUnsafeBufferPointer { values in
                if let validity = column.validity {
                    validity.withUnsafeBufferPointer { valid in
                        for row in rows {
                            if valid[row] { body(values[row], place) } else { writeMissing(place, featureStride) }
                            place += rowStride
                        }
                    }
                } else {
                    for row in rows {
                        body(values[row], place)
                        place += rowStride
                    }
                }
            }
        }
        switch (column.storage, method) {
        case (.doubles(let array), .number): forEach(array) { $1.pointee = Self.finite($0) }
        // Times are numbers in another unit than they are stored in.
        case (.integers(let array), .number) where !column.type.isTemporal: forEach(array) { $1.pointee = Double($0) }
        case (.booleans(let array), .boolean), (.booleans(let array), .number): forEach(array) { $1.pointee = $0 ? 1 : 0 }
        case (.strings(let array), .category(let levels)): forEach(array) { $1.pointee = levels.number($0) }
        default:
            for row in rows {
                encode(column[row], into: place, featureStride: featureStride)
                place += rowStride
            }
        }
    }

    /// The same for one value; equal to what a column gives, to the bit.
    func encode(_ value: Value, into output: UnsafeMutablePointer<Double>, featureStride: Int) {
        if value.isNull {
            writeMissing(output, featureStride)
            return
        }
        switch method {
        case .number, .boolean: output.pointee = Self.number(value)
        case .category(let levels): output.pointee = levels.number(Self.levelName(value))
        case .rankedCategory(let levels, let statistics):
            let name = Self.levelName(value)
            output.pointee = levels.number(name)
            statistics.write(name, into: output + featureStride, stride: featureStride)
        case .calendar(let parts):
            guard let moment = Moment(value) else {
                writeMissing(output, featureStride)
                return
            }
            output.pointee = moment.elapsedDays
            for (index, part) in parts.enumerated() { output[(index + 1) * featureStride] = part.value(moment) }
        case .terms(let terms): terms.write(value.text ?? "", into: output, stride: featureStride)
        }
    }

    private func writeMissing(_ output: UnsafeMutablePointer<Double>, _ featureStride: Int) {
        for index in 0..<width { output[index * featureStride] = .nan }
    }

    private static func finite(_ number: Double) -> Double { number.isFinite ? number : .nan }

    /// A value as the name of a level: its text, the same for a number whatever type it comes in.
    static func levelName(_ value: Value) -> String {
        switch value {
        case .decimal, .hugeint, .uhugeint: Value.text(of: number(value))
        default: value.text ?? ""
        }
    }

    static func number(_ value: Value) -> Double {
        switch value {
        case .boolean(let flag): flag ? 1 : 0
        case .time(let number): Double(number)
        case .date(let days): Double(days)
        case .timestamp(let microseconds), .timestampTZ(let microseconds): Double(microseconds) / 86_400_000_000
        case .text(let text): Double(text).map(finite) ?? .nan
        default: finite(value.number)
        }
    }

    /// The number of each row; NaN where there is none.
    static func numbers(_ vector: ColumnVector) -> [Double] {
        guard case .doubles(let values) = vector.storage else { return (0..<vector.count).map { number(vector[$0]) } }
        let numbers = values.allSatisfy(\.isFinite) ? values : values.map(finite)
        guard let validity = vector.validity else { return numbers }
        return zip(numbers, validity).map { $1 ? $0 : .nan }
    }
}

/// Names with their numbers, in a fixed order.
struct Levels: Sendable, Hashable {
    let names: [String]
    let index: [String: Int]

    init(_ names: [String]) {
        self.names = names
        index = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }

    func number(_ name: String) -> Double { index[name].map(Double.init) ?? .nan }
}
