import CatalogStore
import Core
import DuckEngine
import Synchronization

/// The sources that are attached to the engine. Each has a lock of its own, so one that does not answer keeps nobody from the others.
final class AttachedSources: Sendable {
    private struct State: Sendable {
        /// nil: not attached.
        var definition: SourceDefinition?
        var attachedAt = ContinuousClock.now
        /// When it was last found not to answer.
        var silentSince: ContinuousClock.Instant?
    }

    private final class Slot: Sendable {
        let state = Mutex(State())
    }

    private let duck: DuckDatabase
    private let attacher: SourceAttacher
    private let slots = Mutex<[String: Slot]>([:])

    /// How long the lists of the system catalog leave out a source that did not answer, before they ask it again.
    private static let patience = Duration.seconds(10)
    /// How long what is known of a server's tables is not doubted.
    private static let freshness = Duration.seconds(1)

    init(_ duck: DuckDatabase, extensionsFolder: String) {
        self.duck = duck
        attacher = SourceAttacher(extensionsFolder: extensionsFolder)
    }

    private func slot(_ name: String) -> Slot {
        slots.withLock { slots in
            if let slot = slots[name.folded] { return slot }
            let slot = Slot()
            slots[name.folded] = slot
            return slot
        }
    }

    /// Attaches a source when it is not, and sees to it that the tables of a folder are those of now. Blocking.
    /// - Throws: `SQLFailure` 08001, 28P01, 3D000 or 58030
    func attach(_ source: SourceDefinition) throws {
        try slot(source.name).state.withLock { try attach(source, &$0, on: try duck.connect()) }
    }

    private func attach(_ source: SourceDefinition, _ state: inout State, on connection: DuckConnection) throws {
        if let known = state.definition {
            if known == source { return try attacher.refreshFiles(source, on: connection) }
            try attacher.detach(source.name, on: connection)
            state.definition = nil
        }
        try attacher.attach(source, on: connection)
        state = State(definition: source)
    }

    /// Forgets a source, or one that stopped answering, so that the next use connects anew. Blocking.
    func detach(_ name: String) throws {
        try slot(name).state.withLock { state in
            guard state.definition != nil else { return }
            state.definition = nil
            try attacher.detach(name, on: try duck.connect())
        }
    }

    /// Attaches every source that answers and detaches every one that does not: what lists the tables of all sources looks into each
    /// that is attached. Blocking.
    /// - Returns: the sources that do not answer, with why.
    func attachAll(_ sources: [SourceRecord]) -> [(name: String, failure: SQLFailure)] {
        sources.compactMap { record in
            do {
                try attachIfItAnswers(try SourceDefinition(name: record.name, engine: record.engine, parameters: record.parameters))
                return nil
            } catch {
                return (record.name, SQLFailure(wrapping: error))
            }
        }
    }

    private func attachIfItAnswers(_ source: SourceDefinition) throws {
        try slot(source.name).state.withLock { state in
            if let since = state.silentSince, ContinuousClock.now - since < Self.patience {
                throw SQLFailure(.cannotConnect, "database \"\(source.name)\" did not answer just now")
            }
            let connection = try duck.connect()
            do {
                if state.definition == source, let probe = source.nativeQuery("SELECT 1") {
                    do { _ = try connection.query(probe) } catch {
                        // The connections of a database that was restarted are dead: it may answer on new ones.
                        state.definition = nil
                        try attacher.detach(source.name, on: connection)
                    }
                }
                try attach(source, &state, on: connection)
            } catch {
                if state.definition != nil { try attacher.detach(source.name, on: connection) }
                state = State(silentSince: .now)
                throw error
            }
        }
    }

    /// Attaches some servers anew, whose tables may be others than when they were attached: what is known of them is kept from then on.
    /// Not one that was attached just now. Blocking.
    /// - Parameter start: of a statement that found something missing.
    /// - Returns: whether it is worth another look.
    func renew(_ names: [String], since start: ContinuousClock.Instant) -> Bool {
        !names.filter { name in
            slot(name).state.withLock { state in
                // While somebody else attached it the statement found nothing at all.
                if state.definition != nil, state.attachedAt > start { return true }
                guard let source = state.definition, source.engine.isServer, ContinuousClock.now - state.attachedAt > Self.freshness,
                    let connection = try? duck.connect()
                else { return false }
                state.definition = nil
                try? attacher.detach(name, on: connection)
                // One that does not answer now is attached by whoever needs it next, and tells why not.
                try? attach(source, &state, on: connection)
                return true
            }
        }.isEmpty
    }

    /// Attaches a source when it is not. Blocking.
    /// - Parameter start: of a statement that did not find it.
    /// - Returns: whether it was not attached all the time since.
    func attachAgain(_ source: SourceDefinition, since start: ContinuousClock.Instant) throws -> Bool {
        try slot(source.name).state.withLock { state in
            if state.definition != nil { return state.attachedAt > start }
            try attach(source, &state, on: try duck.connect())
            return true
        }
    }

    /// Those of some sources that do not answer; they are detached, so that their next use connects anew. Blocking.
    func dropSilent(_ names: [String]) -> [String] {
        names.filter { name in
            slot(name).state.withLock { state in
                guard let source = state.definition else { return true }
                guard let probe = source.nativeQuery("SELECT 1"), let connection = try? duck.connect() else { return false }
                if (try? connection.query(probe)) != nil { return false }
                state.definition = nil
                try? attacher.detach(name, on: connection)
                return true
            }
        }
    }
}
