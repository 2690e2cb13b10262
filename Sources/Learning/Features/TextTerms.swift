import Core

/// The words and pairs of words of a longer text that tell the most, by their hashes, each weighted by how rare it is (TF-IDF).
/// Sources: Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", ICML 2009; Dunning, "Accurate Methods for the
/// Statistics of Surprise and Coincidence", Computational Linguistics 19 (1993).
struct TextTerms: Sendable, Hashable {
    /// Hashes, ascending.
    let buckets: [Int]
    /// Inverse document frequency of each.
    let weights: [Double]
    private let index: [Int: Int]

    private static let maximumTerms = 200
    /// Classes that terms are chosen for, the commonest.
    private static let maximumGroups = 10

    init(buckets: [Int], weights: [Double]) {
        self.buckets = buckets
        self.weights = weights
        index = Dictionary(buckets.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Writes one number per term: `(1 + ln n) weight` for one that occurs n times.
    func write(_ text: String, into output: UnsafeMutablePointer<Double>, stride: Int) {
        for place in buckets.indices { output[place * stride] = 0 }
        TextHashes.forEach(text) { bucket in
            if let place = index[bucket] { output[place * stride] += 1 }
        }
        for place in buckets.indices where output[place * stride] > 0 {
            output[place * stride] = (1 + naturalLogarithm(output[place * stride])) * weights[place]
        }
    }
}

extension TextTerms {
    /// - Parameters:
    ///   - texts: of the rows that are learnt from; nil for NULL.
    ///   - truth: of each of these rows.
    /// - Returns: nil when no term occurs in two texts.
    static func fit(_ texts: [String?], truth: [Double], problem: LearningProblem) -> TextTerms? {
        let groups = Groups(truth, problem)
        let width = groups.count
        var documents = [Int32](repeating: 0, count: TextHashes.buckets)
        var hits = [Int32](repeating: 0, count: TextHashes.buckets * width)
        for (row, text) in texts.enumerated() {
            guard let text else { continue }
            let group = groups.of[row]
            var seen = Set<Int>()
            TextHashes.forEach(text) { bucket in
                guard seen.insert(bucket).inserted else { return }
                documents[bucket] += 1
                if let group { hits[bucket * width + group] += 1 }
            }
        }
        let terms = documents.indices.filter { documents[$0] > 1 && Int(documents[$0]) < texts.count }.map { bucket in
            (bucket: bucket, surprise: groups.surprise(hits[bucket * width..<(bucket + 1) * width], of: Double(documents[bucket])))
        }
        guard !terms.isEmpty else { return nil }
        let buckets = terms.sorted { ($1.surprise, $0.bucket) < ($0.surprise, $1.bucket) }.prefix(maximumTerms).map(\.bucket).sorted()
        // Smoothed, as scikit-learn's TfidfTransformer has it.
        return TextTerms(buckets: buckets, weights: buckets.map { naturalLogarithm(Double(1 + texts.count) / Double(1 + documents[$0])) + 1 })
    }

    /// Rows by what is to be told apart: classes, or values above the middle.
    private struct Groups {
        /// Of each row; nil: the rest.
        let of: [Int?]
        let count: Int
        /// Share of the rows in each group.
        let shares: [Double]

        init(_ truth: [Double], _ problem: LearningProblem) {
            switch problem.task {
            case .regression:
                let middle = truth.sorted()[truth.count / 2]
                of = truth.map { $0 > middle ? 0 : nil }
                count = 1
            case .binary:
                of = truth.map { $0 > 0.5 ? 0 : nil }
                count = 1
            case .multiclass:
                var counts = [Int](repeating: 0, count: problem.classes)
                for label in truth { counts[Int(label)] += 1 }
                let common = counts.indices.sorted { (-counts[$0], $0) < (-counts[$1], $1) }.prefix(maximumGroups)
                let number = Dictionary(uniqueKeysWithValues: common.enumerated().map { ($1, $0) })
                of = truth.map { number[Int($0)] }
                count = common.count
            }
            var sizes = [Double](repeating: 0, count: count)
            for group in of { if let group { sizes[group] += 1 } }
            shares = sizes.map { $0 / Double(max(1, truth.count)) }
        }

        /// Twice the logarithm of the likelihood ratio between the shares of groups among texts with a term and among all.
        /// - Parameter hits: texts with the term in each group.
        func surprise(_ hits: ArraySlice<Int32>, of documents: Double) -> Double {
            func part(_ observed: Double, _ expected: Double) -> Double { observed > 0 && expected > 0 ? observed * naturalLogarithm(observed / expected) : 0 }
            return zip(hits, shares).reduce(0) { sum, group in
                let own = Double(group.0)
                return sum + 2 * (part(own, documents * group.1) + part(documents - own, documents * (1 - group.1)))
            }
        }
    }
}
