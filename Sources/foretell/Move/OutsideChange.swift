import CatalogStore
import Core
import Execution
import Foundation
import ServiceLifecycle

/// Another program has changed the catalog of a data directory whose server runs: it leaves a file there, and the server removes the file
/// when it has seen the change.
///
/// A file works where a signal would not: between containers that share a volume.
struct OutsideChange: Service {
    let database: ForetellDatabase
    let directory: DataDirectory

    private static func file(_ directory: DataDirectory) -> String { "\(directory.path)/changed" }
    /// Its name while the server reads the change, so that a further change can leave a file meanwhile.
    private static func takenFile(_ directory: DataDirectory) -> String { "\(directory.path)/changed.taken" }

    /// Looks for the file four times a second.
    func run() async throws {
        let (file, taken) = (Self.file(directory), Self.takenFile(directory))
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                if rename(file, taken) == 0 || access(taken, F_OK) == 0 {
                    await database.reload()
                    unlink(taken)
                }
                try? await Task.sleep(for: .milliseconds(250))
            }
        }
    }

    /// Returns when the server has seen the change, or has ended.
    /// - Throws: `SQLFailure` 57P03 when it does not answer within ten seconds.
    static func tell(_ directory: DataDirectory) async throws {
        let path = file(directory)
        guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]) else {
            throw FileCopy.failure("make", path)
        }
        for _ in 0..<200 {
            let isWaiting = access(path, F_OK) == 0 || access(takenFile(directory), F_OK) == 0
            guard isWaiting, DataDirectoryLock.isHeld(directory: directory.path) else {
                unlink(path)
                return
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw SQLFailure(.cannotConnectNow, "the model is imported, but the server does not answer", hint: "restart the server")
    }
}
