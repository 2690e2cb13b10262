import Core
import Foundation

/// A perceptron with two hidden layers of rectified units.
struct FittedNetwork: FittedLearner {
    let encoder: DenseEncoder
    let task: LearningTask
    let layers: [NetworkLayer]
    let outputs: Int
    /// The target's mean and deviation for regression.
    let mean: Double
    let deviation: Double
    let range: ClosedRange<Double>?
    /// Passes over the rows after which it was best.
    var epochs: Int

    var kind: LearnerKind { .network }
    var estimatedCost: Double { layers.reduce(0) { $0 + Double($1.weights.count) * 0.5 } + Double(encoder.columns.count) * 40 }

    func predict(_ matrix: UnsafePointer<Double>, rows: Int, features: Int, into output: UnsafeMutablePointer<Double>) throws {
        let inputs = max(1, encoder.width)
        withUnsafeTemporaryAllocation(of: Float.self, capacity: layers.reduce(inputs) { $0 + $1.outputs }) { activations in
            guard let first = activations.baseAddress else { return }
            for row in 0..<rows {
                encoder.encode(matrix + row * features, featureStride: 1, into: first)
                let last = NetworkPass.forward(layers, from: first, inputs: inputs)
                let scores = output + row * outputs
                for index in 0..<outputs { scores[index] = Double(last[index]) }
                Link.apply(task, scores, outputs)
                if task == .regression { scores[0] = scores[0] * deviation + mean }
                if let range { scores[0] = min(max(scores[0], range.lowerBound), range.upperBound) }
            }
        }
    }

    func stored() throws -> StoredLearner {
        StoredLearner(
            kind: .network,
            description: .object([
                .init("encoder", encoder.json), .init("sizes", .array(layers.map { .number(Double($0.outputs)) })), .init("mean", .number(mean)),
                .init("deviation", .number(deviation)), .init("low", range.map { .number($0.lowerBound) } ?? .null),
                .init("high", range.map { .number($0.upperBound) } ?? .null), .init("epochs", .number(Double(epochs))),
            ]),
            bytes: layers.flatMap { ($0.weights + $0.biases).map(Double.init).littleEndianBytes })
    }

    init?(_ stored: StoredLearner, task: LearningTask, outputs: Int) {
        let description = stored.description
        guard let encoder = DenseEncoder(description["encoder"]), let sizes = description["sizes"]?.array?.compactMap(\.integer), sizes.last == outputs,
            let mean = description["mean"]?.number, let deviation = description["deviation"]?.number, let epochs = description["epochs"]?.integer,
            sizes.allSatisfy({ (1...10_000).contains($0) })
        else { return nil }
        var numbers = [Double](littleEndianBytes: stored.bytes).map(Float.init)[...]
        var layers: [NetworkLayer] = []
        var inputs = encoder.width
        for size in sizes {
            guard numbers.count >= size * (inputs + 1) else { return nil }
            layers.append(
                NetworkLayer(
                    inputs: inputs, outputs: size, weights: Array(numbers.prefix(size * inputs)),
                    biases: Array(numbers.dropFirst(size * inputs).prefix(size))))
            numbers = numbers.dropFirst(size * (inputs + 1))
            inputs = size
        }
        var range: ClosedRange<Double>?
        if let low = description["low"]?.number, let high = description["high"]?.number, low <= high { range = low...high }
        self.init(encoder: encoder, task: task, layers: layers, outputs: outputs, mean: mean, deviation: deviation, range: range, epochs: epochs)
    }

    init(
        encoder: DenseEncoder, task: LearningTask, layers: [NetworkLayer], outputs: Int, mean: Double, deviation: Double,
        range: ClosedRange<Double>?, epochs: Int
    ) {
        self.encoder = encoder
        self.task = task
        self.layers = layers
        self.outputs = outputs
        self.mean = mean
        self.deviation = deviation
        self.range = range
        self.epochs = epochs
    }
}

/// A fully connected layer.
struct NetworkLayer: Sendable, Hashable {
    let inputs: Int
    let outputs: Int
    /// Row-major, outputs x inputs.
    var weights: [Float]
    var biases: [Float]

    /// - Parameters:
    ///   - input: `inputs` numbers.
    ///   - output: `outputs` numbers, rectified unless the layer is the last.
    func forward(_ input: UnsafePointer<Float>, into output: UnsafeMutablePointer<Float>, isLast: Bool) {
        weights.withUnsafeBufferPointer { weights in
            biases.withUnsafeBufferPointer { biases in
                for unit in 0..<outputs {
                    let sum = biases[unit] + FloatMath.dot(weights.baseAddress, unit * inputs, input, inputs)
                    output[unit] = isLast ? sum : max(0, sum)
                }
            }
        }
    }
}

/// The activations of one row on its way through the layers.
struct NetworkPass {
    /// Of the input and of each layer, rectified but for the last.
    private(set) var activations: [[Float]]

    init(_ layers: [NetworkLayer]) {
        activations = [[Float](repeating: 0, count: max(1, layers.first?.inputs ?? 0))] + layers.map { [Float](repeating: 0, count: $0.outputs) }
    }

    var outputs: [Float] { activations[activations.count - 1] }

    mutating func withInput(_ write: (UnsafeMutablePointer<Float>) -> Void) {
        activations[0].withUnsafeMutableBufferPointer { buffer in
            if let base = buffer.baseAddress { write(base) }
        }
    }

    mutating func forward(_ layers: [NetworkLayer]) {
        for (index, layer) in layers.enumerated() {
            activations[index].withUnsafeBufferPointer { input in
                activations[index + 1].withUnsafeMutableBufferPointer { output in
                    guard let input = input.baseAddress, let output = output.baseAddress else { return }
                    layer.forward(input, into: output, isLast: index == layers.count - 1)
                }
            }
        }
    }

    /// The same in memory that the caller has: of the input, and behind it of each layer.
    /// - Returns: where the last layer's numbers are.
    static func forward(_ layers: [NetworkLayer], from first: UnsafeMutablePointer<Float>, inputs: Int) -> UnsafeMutablePointer<Float> {
        layers.withUnsafeBufferPointer { layers in
            var (input, count) = (first, inputs)
            for index in layers.indices {
                layers[index].forward(input, into: input + count, isLast: index == layers.count - 1)
                (input, count) = (input + count, layers[index].outputs)
            }
            return input
        }
    }
}

/// Sums in a fixed order, eight lanes at a time.
enum FloatMath {
    static func dot(_ first: UnsafePointer<Float>?, _ offset: Int, _ second: UnsafePointer<Float>?, _ count: Int) -> Float {
        guard let first, let second else { return 0 }
        var lanes = SIMD8<Float>(repeating: 0)
        var index = 0
        while index + 8 <= count {
            lanes += UnsafeRawPointer(first + offset + index).loadUnaligned(as: SIMD8<Float>.self)
                * UnsafeRawPointer(second + index).loadUnaligned(as: SIMD8<Float>.self)
            index += 8
        }
        var sum = lanes.sum()
        while index < count {
            sum += first[offset + index] * second[index]
            index += 1
        }
        return sum
    }

    /// `target += factor * source`
    static func add(_ target: UnsafeMutablePointer<Float>, _ factor: Float, _ source: UnsafePointer<Float>, _ count: Int) {
        var index = 0
        while index + 8 <= count {
            let raw = UnsafeMutableRawPointer(target + index)
            let sum = raw.loadUnaligned(as: SIMD8<Float>.self) + factor * UnsafeRawPointer(source + index).loadUnaligned(as: SIMD8<Float>.self)
            raw.storeBytes(of: sum, as: SIMD8<Float>.self)
            index += 8
        }
        while index < count {
            target[index] += factor * source[index]
            index += 1
        }
    }
}
