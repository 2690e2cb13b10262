extension ColumnVector {
    /// Takes memory for so many rows, before they are added.
    package mutating func reserve(_ rows: Int) {
        switch storage {
        case .booleans(var array):
            array.reserveCapacity(rows)
            storage = .booleans(array)
        case .integers(var array):
            array.reserveCapacity(rows)
            storage = .integers(array)
        case .doubles(var array):
            array.reserveCapacity(rows)
            storage = .doubles(array)
        case .strings(var array):
            array.reserveCapacity(rows)
            storage = .strings(array)
        case .values(var array):
            array.reserveCapacity(rows)
            storage = .values(array)
        }
    }

    /// Adds the rows of a column of the same type. - Complexity: amortised, the rows that are added.
    package mutating func append(_ other: ColumnVector) {
        precondition(type == other.type, "columns of different types cannot be joined")
        if validity != nil || other.validity != nil {
            if validity == nil { validity = [Bool](repeating: true, count: count) }
            validity?.append(contentsOf: other.validity ?? [Bool](repeating: true, count: other.count))
        }
        // The storage is taken out before it grows, so that its array has one owner and is not copied.
        switch (storage, other.storage) {
        case (.booleans(var array), .booleans(let more)):
            storage = .booleans([])
            array.append(contentsOf: more)
            storage = .booleans(array)
        case (.integers(var array), .integers(let more)):
            storage = .integers([])
            array.append(contentsOf: more)
            storage = .integers(array)
        case (.doubles(var array), .doubles(let more)):
            storage = .doubles([])
            array.append(contentsOf: more)
            storage = .doubles(array)
        case (.strings(var array), .strings(let more)):
            storage = .strings([])
            array.append(contentsOf: more)
            storage = .strings(array)
        case (.values(var array), .values(let more)):
            storage = .values([])
            array.append(contentsOf: more)
            storage = .values(array)
        default: preconditionFailure("columns of one type are stored alike")
        }
    }
}
