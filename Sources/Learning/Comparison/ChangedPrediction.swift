package import Core

/// A row of which two models say different things.
package struct ChangedPrediction: Sendable, Hashable {
    /// Its key, or its number in the snapshot from 1.
    package var row: String
    package var first: String
    package var second: String
    package var truth: String
    /// Of the predicted numbers, or the largest of a class's probability.
    package var distance: Double

    package var json: JSONValue {
        .object([
            .init("row", .string(row)), .init("first", .string(first)), .init("second", .string(second)), .init("truth", .string(truth)),
            .init("distance", .number(distance)),
        ])
    }
}
