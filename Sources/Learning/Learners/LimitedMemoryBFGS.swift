/// Minimises a smooth function. Deterministic.
/// Source: Nocedal and Wright, "Numerical Optimization", 2nd edition, algorithms 7.4 and 3.1 (backtracking on the Armijo condition).
enum LimitedMemoryBFGS {
    private static let memory = 10

    /// - Parameters:
    ///   - evaluate: writes the gradient at the point, returns the value.
    ///   - tolerance: ends when a step gains less than this share of the value.
    static func minimise(
        from start: [Double], iterations: Int, tolerance: Double = 1e-13, _ evaluate: ([Double], inout [Double]) -> Double
    ) -> [Double] {
        var point = start
        var gradient = [Double](repeating: 0, count: start.count)
        var value = evaluate(point, &gradient)
        var pairs: [(step: [Double], change: [Double], curvature: Double)] = []
        for _ in 0..<iterations {
            var direction = direction(gradient, pairs)
            var slope = dot(direction, gradient)
            if slope >= 0 {
                direction = gradient.map { -$0 }
                slope = -dot(gradient, gradient)
                pairs = []
            }
            guard slope < 0, slope.isFinite else { return point }
            var length = pairs.isEmpty ? min(1, 1 / (-slope).squareRoot()) : 1
            var next = point
            var nextGradient = gradient
            var nextValue = Double.infinity
            for _ in 0..<30 {
                for index in point.indices { next[index] = point[index] + length * direction[index] }
                nextValue = evaluate(next, &nextGradient)
                if nextValue <= value + 1e-4 * length * slope { break }
                length /= 2
            }
            guard nextValue < value else { return point }
            let step = zip(next, point).map { $0 - $1 }
            let change = zip(nextGradient, gradient).map { $0 - $1 }
            let curvature = dot(step, change)
            if curvature > 1e-12 {
                pairs.append((step, change, curvature))
                if pairs.count > memory { pairs.removeFirst() }
            }
            let gain = value - nextValue
            (point, gradient, value) = (next, nextGradient, nextValue)
            if gain <= tolerance * max(1e-12, abs(value)) { return point }
        }
        return point
    }

    private static func direction(_ gradient: [Double], _ pairs: [(step: [Double], change: [Double], curvature: Double)]) -> [Double] {
        var direction = gradient.map { -$0 }
        var factors: [Double] = []
        for pair in pairs.reversed() {
            let factor = dot(pair.step, direction) / pair.curvature
            factors.append(factor)
            for index in direction.indices { direction[index] -= factor * pair.change[index] }
        }
        if let last = pairs.last {
            let scale = last.curvature / dot(last.change, last.change)
            for index in direction.indices { direction[index] *= scale }
        }
        for (pair, factor) in zip(pairs, factors.reversed()) {
            let other = dot(pair.change, direction) / pair.curvature
            for index in direction.indices { direction[index] += (factor - other) * pair.step[index] }
        }
        return direction
    }

    private static func dot(_ first: [Double], _ second: [Double]) -> Double {
        var sum = 0.0
        for index in first.indices { sum += first[index] * second[index] }
        return sum
    }
}
