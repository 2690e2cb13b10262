import CatalogStore
import Core
import Training

/// `foretell.queue`: the trainings that run and those that wait, in the order of their turn.
enum TrainingQueueView {
    static let columns = [
        Column("place", .integer), Column("model", .varchar), Column("project", .varchar), Column("version", .integer), Column("state", .varchar),
        Column("waits_for", .varchar), Column("priority", .integer), Column("user", .varchar), Column("stage", .varchar), Column("progress", .double),
        Column("queued_at", .timestampTZ), Column("started_at", .timestampTZ),
    ]

    /// Blocking.
    static func chunk(_ catalog: Catalog, width: Int) throws -> Chunk {
        let contents = try catalog.trainingQueueBlocking()
        let places = TrainingLine(contents, width: width).order().enumerated().map { (place: $0 + 1, versionID: $1.versionID, hold: $1.hold) }
        func row(_ training: QueuedTraining, place: Int?, hold: TrainingLine.Hold?) -> [Value] {
            [
                place.map { .integer(Int64($0)) } ?? .null, .text(training.model), .text(training.project), .integer(Int64(training.number)),
                .text(training.state.rawValue), hold.map { .text($0.rawValue) } ?? .null, .integer(Int64(training.priority)), .text(training.user),
                training.stage.map(Value.text) ?? .null, training.share.map(Value.double) ?? .null, .timestampTZ(training.queuedAt),
                place == nil ? training.startedAt.map(Value.timestampTZ) ?? .null : .null,
            ]
        }
        let running = contents.trainings.filter { $0.state == .training }.map { row($0, place: nil, hold: nil) }
        let waiting = places.compactMap { place in
            contents.trainings.first { $0.versionID == place.versionID }.map { row($0, place: place.place, hold: place.hold) }
        }
        return Chunk(columns, rows: running + waiting)
    }
}
