package import Core
package import Learning

/// What the columns of a snapshot hold: NULLs, distinct values, quantiles, the most frequent values, a histogram.
///
/// Of many rows, all but the counts of NULLs and the smallest and largest value are about evenly spaced ones; the rows that were
/// looked at are counted.
package struct SnapshotProfile {
    private let table: TrainingTable

    private static let maximumRows = 20_000
    private static let topValues = 10
    private static let bins = 20
    private static let shares = [0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1]
    /// Unicode scalars of a value that is shown.
    private static let maximumLength = 200

    package init(_ table: TrainingTable) { self.table = table }

    /// A JSON array with an object for each column, in their order.
    package func json() -> JSONValue {
        let step = max(1, (table.rowCount + Self.maximumRows - 1) / Self.maximumRows)
        let rows = Array(stride(from: 0, to: table.rowCount, by: step))
        return .array(zip(table.columns, table.vectors).map { Self.profile($0, $1, seen: rows) })
    }

    private static func profile(_ column: Column, _ vector: ColumnVector, seen rows: [Int]) -> JSONValue {
        func shown(_ value: Value) -> JSONValue { .string(text(value, column.type)) }
        func number(_ number: Double) -> JSONValue { number.isFinite ? .number(number) : .null }
        let runs = ValueRun.all(vector, rows: rows.filter { !vector.isNull($0) })
        let isOrdered = column.type.isNumeric || column.type.isTemporal
        let ordered = isOrdered ? runs.filter { Self.number($0.value).isFinite }.flatMap { repeatElement($0.value, count: $0.rows) } : []
        let numbers = ordered.map(Self.number)
        let ends = isOrdered ? extremes(vector) : nil
        let mean = numbers.reduce(0, +) / Double(numbers.count)
        let deviation = (numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(numbers.count - 1)).squareRoot()
        let quantiles = ordered.isEmpty ? [] : shares.map { share in
            column.type.isTemporal ? shown(ordered[max(0, Int((share * Double(ordered.count)).rounded(.up)) - 1)]) : number(Bootstrap.quantile(numbers, share))
        }
        return .object([
            .init("name", .string(column.name)), .init("type", .string(column.type.sql)), .init("rows", .number(Double(vector.count))),
            .init("nulls", .number(Double(nulls(vector)))), .init("rows_seen", .number(Double(rows.count))),
            .init("distinct", .number(Double(runs.count))),
            .init("top", .array(ValueRun.longest(runs, topValues).map { .object([.init("value", shown($0.value)), .init("rows", .number(Double($0.rows)))]) })),
            .init("quantiles", quantiles.isEmpty ? .null : .array(quantiles)),
            .init("min", ends.map { shown($0.low) } ?? .null), .init("max", ends.map { shown($0.high) } ?? .null),
            .init("mean", column.type.isNumeric ? number(mean) : .null), .init("deviation", column.type.isNumeric ? number(deviation) : .null),
            .init("histogram", histogram(numbers)),
        ])
    }

    private static func nulls(_ vector: ColumnVector) -> Int {
        if case .values(let values) = vector.storage { return values.count(where: \.isNull) }
        return vector.validity?.count { !$0 } ?? 0
    }

    /// Numbers and times on one scale; NaN of everything else. Times are seconds since 1970; what is infinite stays so.
    private static func number(_ value: Value) -> Double {
        switch value {
        case .date(let days): days.magnitude == Int32.max.magnitude ? .infinity : Double(days) * 86_400
        case .timestamp(let microseconds), .timestampTZ(let microseconds): microseconds.magnitude == Int64.max.magnitude ? .infinity : Double(microseconds) / 1e6
        default: value.number
        }
    }

    /// How many of ascending numbers are in each of so many parts of equal width.
    private static func histogram(_ numbers: [Double]) -> JSONValue {
        guard let low = numbers.first, let high = numbers.last else { return .null }
        var rows = [Double](repeating: 0, count: bins)
        for number in numbers where high > low {
            // The width of the whole may be beyond what a number can hold.
            let share = (high - low).isFinite ? (number - low) / (high - low) : (number / 2 - low / 2) / (high / 2 - low / 2)
            rows[min(bins - 1, Int(share * Double(bins)))] += 1
        }
        if high == low { rows[0] = Double(numbers.count) }
        return .object([.init("low", .number(low)), .init("high", .number(high)), .init("rows", .array(rows.map(JSONValue.number)))])
    }

    /// The smallest and the largest finite value of all rows; nil: there is none.
    private static func extremes(_ vector: ColumnVector) -> (low: Value, high: Value)? {
        let validity = vector.validity
        func ends<Element>(_ array: [Element], isFinite: (Element) -> Bool, isBelow: (Element, Element) -> Bool) -> (low: Value, high: Value)? {
            var (low, high) = (-1, -1)
            for row in array.indices where isFinite(array[row]) && validity?[row] != false {
                if low < 0 || isBelow(array[row], array[low]) { low = row }
                if high < 0 || isBelow(array[high], array[row]) { high = row }
            }
            return low < 0 ? nil : (vector[low], vector[high])
        }
        switch vector.storage {
        case .doubles(let array): return ends(array, isFinite: \.isFinite, isBelow: <)
        case .integers(let array):
            let infinity = vector.type == .date ? Int64(Int32.max).magnitude : vector.type.isTemporal ? Int64.max.magnitude : nil
            return ends(array, isFinite: { $0.magnitude != infinity }, isBelow: <)
        case .values(let array): return ends(array, isFinite: { number($0).isFinite }, isBelow: ValueRun.isBelow)
        case .booleans, .strings: return nil
        }
    }

    private static func text(_ value: Value, _ type: SQLType) -> String {
        switch value {
        case .boolean(let flag): flag ? "true" : "false"
        case .double(let number) where type == .float: Value.text(of: Double(Float(number).description) ?? number)
        default: String((value.text ?? "NULL").unicodeScalars.prefix(maximumLength))
        }
    }
}
