/// Counts how many different 64-bit patterns there are.
enum DistinctCount {
    /// Values of a part whose table stays in a core's cache.
    private static let part = 16_384

    static func count(_ values: [UInt64]) -> Int {
        guard values.count > part * 2 else { return values.withUnsafeBufferPointer { count($0[...]) } }
        // Equal values have equal hashes, so that parts by the hash's first bits share none.
        var shift: UInt64 = 64
        while values.count >> (64 - shift) > part { shift -= 1 }
        var ends = [Int](repeating: 0, count: 1 << (64 - shift))
        for value in values { ends[Int(hash(value) >> shift)] += 1 }
        var next = 0
        for index in ends.indices { (ends[index], next) = (next, next + ends[index]) }
        let parts = [UInt64](unsafeUninitializedCapacity: values.count) { buffer, count in
            for value in values {
                let index = Int(hash(value) >> shift)
                buffer[ends[index]] = value
                ends[index] += 1
            }
            count = values.count
        }
        return parts.withUnsafeBufferPointer { parts in
            var (begin, total) = (0, 0)
            for end in ends {
                total += count(parts[begin..<end])
                begin = end
            }
            return total
        }
    }

    /// By an open-addressing table. 0 marks a free place in it, so zeros are counted apart.
    private static func count(_ values: Slice<UnsafeBufferPointer<UInt64>>) -> Int {
        var size = 16
        while size < values.count * 2 { size *= 2 }
        var table = [UInt64](repeating: 0, count: size)
        let mask = size - 1
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
