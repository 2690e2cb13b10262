/// Two halves of a sequence for judging on one what was fitted on the other. By chance, since rows often alternate.
enum Halves {
    /// Which half a place belongs to: 0 or 1. The same in every training.
    static func of(_ place: Int) -> Int {
        var generator = SeededGenerator(seed: UInt64(truncatingIfNeeded: place), stage: 17)
        return Int(generator.next() >> 63)
    }
}
