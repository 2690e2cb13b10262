import CatalogStore
import Core
import DuckEngine
import Synchronization

/// Threads that wait for other servers, a few for each source: so many statements ask one at once, the others wait for their turn.
final class SourceLanes: Sendable {
    /// Statements at once, and so about as many connections to the source.
    static let width = 8

    private let lanes = Mutex<[String: BlockingPool]>([:])

    /// The lane of the first of some sources that is a server; nil: none is.
    func lane(_ names: Set<String>, in directory: Directory) -> BlockingPool? {
        guard let name = names.sorted().first(where: { directory.source($0).flatMap { SourceEngine(rawValue: $0.engine) }?.isServer == true }) else { return nil }
        return lanes.withLock { lanes in
            if let lane = lanes[name.folded] { return lane }
            let lane = BlockingPool(width: Self.width, name: "source")
            lanes[name.folded] = lane
            return lane
        }
    }
}
