import Execution
import ServiceLifecycle

/// Runs jobs and triggers while the server does.
struct JobService: Service {
    let database: ForetellDatabase

    func run() async throws {
        await withGracefulShutdownHandler {
            await database.jobs.run(on: database)
        } onGracefulShutdown: {
            database.jobs.finish()
        }
    }
}
