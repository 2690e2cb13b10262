import Execution
import ServiceLifecycle

/// Looks for outcomes while the server runs.
struct OutcomeService: Service {
    let database: ForetellDatabase

    func run() async throws {
        await cancelWhenGracefulShutdown { await database.outcomes.run(on: database) }
    }
}
