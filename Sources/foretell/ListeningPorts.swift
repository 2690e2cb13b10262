import CatalogStore
import Foundation
import Synchronization

/// Says once, when both fronts accept connections, where the server is.
final class ListeningPorts: Sendable {
    private let ports = Mutex<(postgres: Int?, http: Int?)>((nil, nil))
    private let host: String
    private let lock: DataDirectoryLock

    init(host: String, lock: DataDirectoryLock) {
        self.host = host
        self.lock = lock
    }

    func set(postgres port: Int) { update { $0.postgres = port } }
    func set(http port: Int) { update { $0.http = port } }

    private func update(_ change: (inout (postgres: Int?, http: Int?)) -> Void) {
        let both = ports.withLock { ports -> (Int, Int)? in
            change(&ports)
            guard let postgres = ports.postgres, let http = ports.http else { return nil }
            return (postgres, http)
        }
        guard let both else { return }
        lock.describe(host: host, port: both.0, httpPort: both.1)
        FileHandle.standardOutput.write(Data("foretell accepts connections: postgresql://foretell@\(host):\(both.0)/foretell, http://\(host):\(both.1)\n".utf8))
    }
}
