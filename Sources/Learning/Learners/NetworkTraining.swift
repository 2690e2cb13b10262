import Foundation

/// Learns a network's weights with AdamW in mini-batches.
/// Sources: Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019 (algorithm 2); He et al., "Delving Deep into
/// Rectifiers", 2015 (initial weights).
struct NetworkTraining {
    private var layers: [NetworkLayer]
    private var gradients: [NetworkLayer]
    private var moments: [NetworkLayer]
    private var squares: [NetworkLayer]
    private var pass: NetworkPass
    /// Slopes of the loss by each layer's outputs.
    private var slopes: [[Float]]
    private var step = 0
    private let decay: Float

    private static let batch = 64

    private init(sizes: [Int], decay: Double, generator: inout SeededGenerator) {
        layers = zip(sizes, sizes.dropFirst()).map { inputs, outputs in
            let deviation = (2 / Double(max(1, inputs))).squareRoot()
            let weights = (0..<inputs * outputs).map { _ in
                Float(NormalDistribution.quantile(Double.random(in: 1e-9..<1, using: &generator)) * deviation)
            }
            return NetworkLayer(inputs: inputs, outputs: outputs, weights: weights, biases: [Float](repeating: 0, count: outputs))
        }
        let zero = layers.map {
            NetworkLayer(
                inputs: $0.inputs, outputs: $0.outputs, weights: [Float](repeating: 0, count: $0.weights.count),
                biases: [Float](repeating: 0, count: $0.outputs))
        }
        (gradients, moments, squares) = (zero, zero, zero)
        pass = NetworkPass(layers)
        slopes = layers.map { [Float](repeating: 0, count: $0.outputs) }
        self.decay = Float(decay)
    }

    /// - Parameters:
    ///   - validation: row-major; the epoch with the least loss on it is kept. nil: the last.
    ///   - epochs: at the most; the step size falls to zero over `schedule` epochs.
    static func fit(
        _ training: EncodedRows, validation: EncodedRows?, problem: LearningProblem, hidden: Int, decay: Double, rate: Double, epochs: Int, schedule: Int
    ) throws -> FittedNetwork {
        let encoder = DenseEncoder(fitting: training, keepsScale: false)
        let scale = TargetScale(training.truth, task: problem.task)
        let rows = encoder.encode(training)
        var generator = SeededGenerator(seed: problem.seed, stage: 31)
        var network = NetworkTraining(sizes: [encoder.width, hidden, max(8, hidden / 2), problem.outputs], decay: decay, generator: &generator)
        func fitted(_ epoch: Int) -> FittedNetwork {
            FittedNetwork(
                encoder: encoder, task: problem.task, layers: network.layers, outputs: problem.outputs, mean: scale.mean, deviation: scale.deviation,
                range: scale.range, epochs: epoch)
        }
        let batches = (training.count + batch - 1) / batch
        var best: (loss: Double, network: FittedNetwork)?
        for epoch in 1...max(1, epochs) {
            let order = generator.permutation(training.count)
            for number in 0..<batches {
                let part = order[number * batch..<min(training.count, (number + 1) * batch)]
                let done = (Double(epoch - 1) + Double(number) / Double(batches)) / Double(max(1, schedule))
                let current = rate * max(0.02, 0.5 * (1 + cos(.pi * min(1, done))))
                network.learn(part, rows, training, scale, problem, rate: Float(current))
            }
            guard let validation else { continue }
            let made = fitted(epoch)
            let loss = Loss.mean(
                try made.predict(validation.matrix, rows: validation.count, features: validation.width, outputs: problem.outputs), validation.truth, problem)
            if loss < best?.loss ?? .infinity { best = (loss, made) } else if epoch - (best?.network.epochs ?? 0) >= 5 { break }
        }
        return best?.network ?? fitted(max(1, epochs))
    }

    private mutating func learn(
        _ part: ArraySlice<Int>, _ rows: [Float], _ training: EncodedRows, _ scale: TargetScale, _ problem: LearningProblem, rate: Float
    ) {
        for index in gradients.indices {
            for place in gradients[index].weights.indices { gradients[index].weights[place] = 0 }
            for place in gradients[index].biases.indices { gradients[index].biases[place] = 0 }
        }
        let width = layers[0].inputs
        for row in part {
            pass.withInput { input in
                rows.withUnsafeBufferPointer { rows in
                    if width > 0, let base = rows.baseAddress { input.update(from: base + row * width, count: width) }
                }
            }
            pass.forward(layers)
            var scores = pass.outputs.map(Double.init)
            _ = scores.withUnsafeMutableBufferPointer { buffer in
                buffer.baseAddress.map { Link.loss(problem.task, $0, problem.outputs, scale.scaled(training.truth[row])) }
            }
            let weight = Double(training.weights?[row] ?? 1) / Double(part.count)
            slopes[layers.count - 1] = scores.map { Float($0 * weight) }
            backward()
        }
        update(rate)
    }

    private mutating func backward() {
        for index in layers.indices.reversed() {
            let inputs = layers[index].inputs
            pass.activations[index].withUnsafeBufferPointer { input in
                guard let input = input.baseAddress else { return }
                gradients[index].weights.withUnsafeMutableBufferPointer { gradient in
                    guard let gradient = gradient.baseAddress else { return }
                    for unit in 0..<layers[index].outputs where slopes[index][unit] != 0 {
                        FloatMath.add(gradient + unit * inputs, slopes[index][unit], input, inputs)
                    }
                }
            }
            for unit in 0..<layers[index].outputs { gradients[index].biases[unit] += slopes[index][unit] }
            guard index > 0 else { continue }
            let own = slopes[index]
            for unit in 0..<inputs { slopes[index - 1][unit] = 0 }
            slopes[index - 1].withUnsafeMutableBufferPointer { target in
                guard let target = target.baseAddress else { return }
                layers[index].weights.withUnsafeBufferPointer { weights in
                    guard let weights = weights.baseAddress else { return }
                    for unit in own.indices where own[unit] != 0 {
                        FloatMath.add(target, own[unit], weights + unit * inputs, inputs)
                    }
                }
            }
            for unit in 0..<inputs where pass.activations[index][unit] <= 0 { slopes[index - 1][unit] = 0 }
        }
    }

    private mutating func update(_ rate: Float) {
        step += 1
        let first = 1 - Float(pow(0.9, Double(step)))
        let second = 1 - Float(pow(0.999, Double(step)))
        for index in layers.indices {
            Self.update(
                &layers[index].weights, gradients[index].weights, &moments[index].weights, &squares[index].weights, rate, decay, first, second)
            Self.update(&layers[index].biases, gradients[index].biases, &moments[index].biases, &squares[index].biases, rate, 0, first, second)
        }
    }

    private static func update(
        _ values: inout [Float], _ gradients: [Float], _ moments: inout [Float], _ squares: inout [Float], _ rate: Float, _ decay: Float,
        _ first: Float, _ second: Float
    ) {
        values.withUnsafeMutableBufferPointer { values in
            moments.withUnsafeMutableBufferPointer { moments in
                squares.withUnsafeMutableBufferPointer { squares in
                    gradients.withUnsafeBufferPointer { gradients in
                        for index in values.indices {
                            let gradient = gradients[index]
                            moments[index] = 0.9 * moments[index] + 0.1 * gradient
                            squares[index] = 0.999 * squares[index] + 0.001 * gradient * gradient
                            let change = (moments[index] / first) / ((squares[index] / second).squareRoot() + 1e-8)
                            values[index] -= rate * (change + decay * values[index])
                        }
                    }
                }
            }
        }
    }
}
