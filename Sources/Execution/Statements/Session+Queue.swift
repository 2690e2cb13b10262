import CatalogStore
import Core
import SQLFrontEnd
import Training

// The training queue as its administrators see it.
extension Session {
    /// PAUSE TRAINING and RESUME TRAINING: no further training starts, until one may again. Those that run go on.
    func pauseTraining(_ pauses: Bool) async throws -> StatementTag {
        let tag = pauses ? "PAUSE TRAINING" : "RESUME TRAINING"
        try await database.directory().rights.rights(of: user).requireSuperuser(to: pauses ? "pause trainings" : "resume trainings")
        try await database.catalog.setTrainingPaused(pauses, by: user)
        await database.queue.changed()
        return .command(tag)
    }

    /// ALTER PROJECT p SET trainings = n: how many of its trainings run at once; NULL: as many as run at all.
    func alterProject(_ alter: AlterProject) async throws -> StatementTag {
        try await database.directory().rights.rights(of: user).requireSuperuser(to: "alter projects", position: alter.name.position)
        for option in alter.options {
            guard option.key == "trainings" else {
                throw SQLFailure(.invalidParameterValue, "unknown option \"\(option.key)\"", hint: "ALTER PROJECT \(alter.name.text) SET trainings = 2", position: option.position)
            }
            let limit = option.value.integer
            guard option.value == .null || limit.map({ (0...1000).contains($0) }) == true else {
                throw SQLFailure(
                    .invalidParameterValue, "option \"trainings\" must be a whole number from 0 to 1000", hint: "NULL takes the limit away", position: option.valuePosition)
            }
            guard try await database.catalog.setTrainings(limit, project: alter.name.text) else {
                throw SQLFailure(.invalidSchemaName, "project \"\(alter.name.text)\" does not exist", hint: "SHOW PROJECTS", position: alter.name.position)
            }
        }
        await database.queue.changed()
        return .command("ALTER PROJECT")
    }

    /// ALTER MODEL m VERSION n CANCEL. - Throws: `SQLFailure` 55000 when its training has ended.
    func cancelTraining(of version: VersionRecord, position: Int) async throws {
        guard version.state == .queued || version.state == .training, await database.queue.cancel(version.id) else {
            let state = try await database.catalog.version(id: version.id)?.state ?? version.state
            throw SQLFailure(
                .objectNotInPrerequisiteState, "version \(version.number) is \(state.rawValue)", hint: "only what is queued or training can be cancelled", position: position)
        }
    }

    /// Where in the queue a training is put: USING priority = n; 0 when nothing is said.
    /// - Throws: `SQLFailure` 22023
    func priority(_ options: [Option]) throws -> Int {
        guard let option = options.last(where: { $0.key == "priority" }) else { return 0 }
        guard let priority = option.value.integer, (-100...100).contains(priority) else {
            throw SQLFailure(.invalidParameterValue, "option \"priority\" must be a whole number from -100 to 100", hint: "the greater comes first", position: option.valuePosition)
        }
        return priority
    }
}
