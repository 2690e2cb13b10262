/// Neighbouring predictions with one observed mean.
struct IsotonicBlock: Sendable, Hashable {
    /// The least and the greatest prediction.
    var low: Double
    var high: Double
    /// Of the truths, weighted.
    var sum: Double
    var weight: Double

    var mean: Double { sum / weight }

    /// The non-decreasing function of the predictions that is nearest to the truths by squares: pool adjacent violators. Equal predictions
    /// are one point.
    /// Source: Barlow et al., "Statistical Inference under Order Restrictions", 1972.
    static func pool(_ predictions: [Double], _ truth: [Double], weights: [Double]) -> [IsotonicBlock] {
        var blocks: [IsotonicBlock] = []
        func add(_ point: IsotonicBlock) {
            blocks.append(point)
            while blocks.count > 1, blocks[blocks.count - 2].mean >= blocks[blocks.count - 1].mean {
                let last = blocks.removeLast()
                blocks[blocks.count - 1].high = last.high
                blocks[blocks.count - 1].sum += last.sum
                blocks[blocks.count - 1].weight += last.weight
            }
        }
        var point: IsotonicBlock?
        for row in predictions.indices.sorted(by: { (predictions[$0], $0) < (predictions[$1], $1) }) {
            let own = IsotonicBlock(low: predictions[row], high: predictions[row], sum: truth[row] * weights[row], weight: weights[row])
            if let open = point, open.high == own.low {
                point?.sum += own.sum
                point?.weight += own.weight
            } else {
                if let open = point { add(open) }
                point = own
            }
        }
        if let point { add(point) }
        return blocks
    }
}
