import CLightGBM
import Core
import Foundation
import Synchronization

/// An ensemble of trees. Predictions may run on several threads at once; training is one thread's.
final class Booster: @unchecked Sendable {
    // Proof of Sendable: LightGBM's prediction functions take a shared lock inside; training ends before a booster is shared.
    let handle: BoosterHandle
    private let datasets: [Dataset]
    /// The trees of so many rounds in the form that is walked fastest; nil trees: there is no such form of them.
    let flat = Mutex<(rounds: Int, trees: FlatTrees?)?>(nil)
    /// What finds the leaves of single rows in them; nil: they are too large.
    let quick = Mutex<(rounds: Int, scorer: QuickScorer?)?>(nil)
    /// The text of so many rounds, kept where a training asks for it again and again.
    private let kept = Mutex<(rounds: Int, text: String)?>(nil)
    private let keepsText: Bool

    /// A booster to train.
    init(training: Dataset, validation: Dataset?, parameters: String) throws {
        Self.quieten()
        var made: BoosterHandle?
        try checked(LGBM_BoosterCreate(training.handle, parameters, &made))
        guard let made else { throw SQLFailure(.internalError, "LightGBM gave no booster") }
        handle = made
        datasets = [training] + (validation.map { [$0] } ?? [])
        keepsText = false
        if let validation { try checked(LGBM_BoosterAddValidData(handle, validation.handle)) }
    }

    /// A trained booster from its text.
    /// - Parameter keepsText: whether its own text, which need not be this one to the letter, is kept once it was asked for.
    init(text: String, keepsText: Bool = false) throws {
        Self.quieten()
        var made: BoosterHandle?
        var iterations: Int32 = 0
        try checked(LGBM_BoosterLoadModelFromString(text, &iterations, &made))
        guard let made else { throw SQLFailure(.dataCorrupted, "the model's trees cannot be read") }
        handle = made
        datasets = []
        self.keepsText = keepsText
    }

    deinit { LGBM_BoosterFree(handle) }

    private static func quieten() { _ = LGBM_RegisterLogCallback { _ in } }

    /// Draws of features and rows in a row that may find no split before boosting is at its end: another draw may find one.
    private static let emptyDraws = 20

    /// One more round. - Returns: the rounds that there are; nil when no split was left to make.
    func update() throws -> Int? {
        for _ in 0..<Self.emptyDraws {
            var finished: Int32 = 0
            try checked(LGBM_BoosterUpdateOneIter(handle, &finished))
            if finished == 0 {
                var rounds: Int32 = 0
                try checked(LGBM_BoosterGetCurrentIteration(handle, &rounds))
                return Int(rounds)
            }
        }
        return nil
    }

    /// The first metric on the validation rows.
    func validationMetric() throws -> Double {
        var count: Int32 = 0
        try checked(LGBM_BoosterGetEvalCounts(handle, &count))
        guard count > 0 else { return .nan }
        var results = [Double](repeating: .nan, count: Int(count))
        try checked(LGBM_BoosterGetEval(handle, 1, &count, &results))
        return results[0]
    }

    /// The first `rounds` rounds as text.
    func text(rounds: Int) throws -> String {
        if let kept = kept.withLock({ $0 }), kept.rounds == rounds { return kept.text }
        let text = try written(rounds: rounds)
        if keepsText { kept.withLock { $0 = (rounds, text) } }
        return text
    }

    /// What the first round says of all: the parameters, and what kind of trees they are.
    func firstRound() throws -> String { try written(rounds: 1, guess: 1 << 15) }

    /// - Parameter guess: bytes that may be enough; a longer text is written twice.
    private func written(rounds: Int, guess: Int64 = 1 << 20) throws -> String {
        var capacity = guess
        while true {
            var length: Int64 = 0
            var buffer = [UInt8](repeating: 0, count: Int(capacity))
            try buffer.withUnsafeMutableBytes { bytes in
                try checked(
                    LGBM_BoosterSaveModelToString(
                        handle, 0, Int32(rounds), C_API_FEATURE_IMPORTANCE_GAIN, capacity, &length, bytes.baseAddress?.assumingMemoryBound(to: CChar.self)))
            }
            // The length counts the zero at the end.
            if length <= capacity { return String(decoding: buffer.prefix(Int(length) - 1), as: UTF8.self) }
            capacity = length
        }
    }

    /// Total gain of the splits on each feature.
    func gains(rounds: Int, features: Int) throws -> [Double] {
        var gains = [Double](repeating: 0, count: features)
        try checked(LGBM_BoosterFeatureImportance(handle, Int32(rounds), C_API_FEATURE_IMPORTANCE_GAIN, &gains))
        return gains
    }

    /// Predicts on the calling thread alone.
    /// - Parameters:
    ///   - matrix: row-major, rows x features.
    ///   - output: row-major, rows x numbers per row.
    ///   - rounds: that count; -1: all.
    func predict(_ matrix: UnsafePointer<Double>, rows: Int, features: Int, rounds: Int = -1, into output: UnsafeMutablePointer<Double>) throws {
        omp_set_num_threads(1)
        var length: Int64 = 0
        try checked(
            LGBM_BoosterPredictForMat(
                handle, matrix, C_API_DTYPE_FLOAT64, Int32(rows), Int32(features), 1, C_API_PREDICT_NORMAL, 0, Int32(rounds), "", &length, output))
    }

    /// Scores before they become values or probabilities: all rows of the first output, then of the next.
    /// - Parameter matrix: row-major, rows x features.
    func rawScores(_ matrix: [Double], rows: Int, features: Int, outputs: Int) throws -> [Double] {
        omp_set_num_threads(1)
        var length: Int64 = 0
        var scores = [Double](repeating: 0, count: rows * outputs)
        try checked(
            LGBM_BoosterPredictForMat(
                handle, matrix, C_API_DTYPE_FLOAT64, Int32(rows), Int32(features), 1, C_API_PREDICT_RAW_SCORE, 0, -1, "", &length, &scores))
        return (0..<outputs).flatMap { output in (0..<rows).map { scores[$0 * outputs + output] } }
    }

    /// Takes the trees of another booster before its own.
    func prepend(_ other: Booster) throws {
        try checked(LGBM_BoosterMerge(handle, other.handle))
        kept.withLock { $0 = nil }
        flat.withLock { $0 = nil }
    }

    /// The same trees, each saying a share of what it says here.
    func scaled(by share: Double, rounds: Int) throws -> Booster {
        let text = try text(rounds: rounds)
        let scaled = try Booster(text: text)
        let leaves = text.split(separator: "\n").filter { $0.hasPrefix("num_leaves=") }.compactMap { Int32($0.dropFirst("num_leaves=".count)) }
        for (tree, count) in leaves.enumerated() {
            for leaf in 0..<count {
                var value = 0.0
                try checked(LGBM_BoosterGetLeafValue(scaled.handle, Int32(tree), leaf, &value))
                try checked(LGBM_BoosterSetLeafValue(scaled.handle, Int32(tree), leaf, value * share))
            }
        }
        return scaled
    }

    /// The parameters that it was trained with, as its text tells them.
    func parameters() throws -> [String: String] {
        let lines = try firstRound().split(separator: "\n").drop { $0 != "parameters:" }.dropFirst().prefix { $0 != "end of parameters" }
        let pairs = lines.compactMap { line -> (String, String)? in
            guard line.hasPrefix("["), line.hasSuffix("]"), let colon = line.firstIndex(of: ":") else { return nil }
            return (String(line[line.index(after: line.startIndex)..<colon]), String(line[line.index(after: colon)..<line.index(before: line.endIndex)]).trimmed)
        }
        return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }

    /// Exact TreeSHAP of one row, on the scale of the scores: for each output the features' contributions, then the base.
    func contributions(_ row: [Double], outputs: Int) throws -> [Double] {
        omp_set_num_threads(1)
        var length: Int64 = 0
        var result = [Double](repeating: 0, count: outputs * (row.count + 1))
        try checked(
            LGBM_BoosterPredictForMat(
                handle, row, C_API_DTYPE_FLOAT64, 1, Int32(row.count), 1, C_API_PREDICT_CONTRIB, 0, -1, "", &length, &result))
        return result
    }
}
