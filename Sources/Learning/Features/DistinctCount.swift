/// Counts how many different 64-bit patterns there are.
enum DistinctCount {
    /// Values of a part whose table stays in a core's cache.
    private static let part = 4096

    static func count(_ values: [UInt64]) -> Int {
        // Equal values have equal hashes, so that parts by the hash's first bits share none.
        var bits: UInt64 = 0
        while values.count >> bits > part { bits += 1 }
        func index(_ value: UInt64) -> Int { bits == 0 ? 0 : Int(hash(value) >> (64 - bits)) }
        var ends = [Int](repeating: 0, count: 1 << bits)
        for value in values { ends[index(value)] += 1 }
        let largest = ends.max() ?? 0
        var next = 0
        for index in ends.indices { (ends[index], next) = (next, next + ends[index]) }
        let parts = [UInt64](unsafeUninitializedCapacity: values.count) { buffer, count in
            for value in values {
                let index = index(value)
                buffer[ends[index]] = value
                ends[index] += 1
            }
            count = values.count
        }
        return parts.withUnsafeBufferPointer { parts in
            withUnsafeTemporaryAllocation(of: UInt64.self, capacity: size(for: largest)) { table in
                var (begin, total) = (0, 0)
                for end in ends {
                    total += count(parts[begin..<end], in: UnsafeMutableBufferPointer(rebasing: table[..<size(for: end - begin)]))
                    begin = end
                }
                return total
            }
        }
    }

    /// A power of two: places in the table of so many values.
    private static func size(for values: Int) -> Int {
        var size = 16
        while size < values * 2 { size *= 2 }
        return size
    }

    /// By an open-addressing table. 0 marks a free place in it, so zeros are counted apart.
    private static func count(_ values: Slice<UnsafeBufferPointer<UInt64>>, in table: UnsafeMutableBufferPointer<UInt64>) -> Int {
        table.initialize(repeating: 0)
        let mask = table.count - 1
        var (count, hasZero) = (0, false)
        for value in values {
            guard value != 0 else {
                hasZero = true
                continue
            }
            var place = Int(truncatingIfNeeded: hash(value) >> 16) & mask
            while table[place] != 0, table[place] != value { place = (place + 1) & mask }
            if table[place] == 0 {
                table[place] = value
                count += 1
            }
        }
        return count + (hasZero ? 1 : 0)
    }

    /// Its high bits depend on all bits, those of a number's sign and exponent too.
    private static func hash(_ value: UInt64) -> UInt64 { (value ^ (value >> 32)) &* 0x9E37_79B9_7F4A_7C15 }
}
