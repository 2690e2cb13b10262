import NIOCore
import Synchronization

/// The open connections of a server: for cancel requests, the limit, and the end.
final class ConnectionRegistry: Sendable {
    private struct Entry {
        var secret: Int32
        /// Says goodbye when nothing runs, else as soon as nothing does.
        var shutDown: @Sendable () -> Void
        /// Interrupts what runs and closes the connection.
        var abort: @Sendable () -> Void
        /// Interrupts what runs. Set when the session is open.
        var cancel: (@Sendable () -> Void)?
        var holdsPlace = false
    }

    private struct State {
        var entries: [Int32: Entry] = [:]
        var lastProcessID: Int32 = 0
        var places = 0
        var isShuttingDown = false
    }

    private let state = Mutex(State())
    private let maximumConnections: Int

    init(maximumConnections: Int) {
        self.maximumConnections = maximumConnections
    }

    /// Open sockets, authenticated or not. More than a few over the limit are not even listened to.
    private var maximumSockets: Int { maximumConnections * 2 + 100 }

    /// Enters a connection; nil: there are far too many, or the server is stopping.
    /// - Returns: what the client will know it by, unique among the open connections.
    func add(
        secret: Int32, shutDown: @escaping @Sendable () -> Void, abort: @escaping @Sendable () -> Void
    ) -> Int32? {
        state.withLock { state in
            guard !state.isShuttingDown, state.entries.count < maximumSockets else { return nil }
            repeat {
                state.lastProcessID = state.lastProcessID == .max ? 1 : state.lastProcessID + 1
            } while state.entries[state.lastProcessID] != nil
            state.entries[state.lastProcessID] = Entry(secret: secret, shutDown: shutDown, abort: abort)
            return state.lastProcessID
        }
    }

    func remove(_ processID: Int32) {
        state.withLock { state in
            if let entry = state.entries.removeValue(forKey: processID), entry.holdsPlace { state.places -= 1 }
        }
    }

    /// Takes one of the places for sessions; false: all are taken.
    func takePlace(_ processID: Int32) -> Bool {
        state.withLock { state in
            guard state.entries[processID] != nil, state.places < maximumConnections else { return false }
            state.entries[processID]?.holdsPlace = true
            state.places += 1
            return true
        }
    }

    func setCancel(_ processID: Int32, _ cancel: @escaping @Sendable () -> Void) {
        state.withLock { $0.entries[processID]?.cancel = cancel }
    }

    /// Serves a cancel request; one with another secret is ignored, without a word.
    func cancel(processID: Int32, secret: Int32) {
        let cancel = state.withLock { state in
            state.entries[processID].flatMap { $0.secret == secret ? $0.cancel : nil }
        }
        cancel?()
    }

    /// No connection is entered from now on; those that there are end when nothing runs on them.
    func shutDown() {
        for entry in all(stopping: true) { entry.shutDown() }
    }

    func abort() {
        for entry in all(stopping: true) { entry.abort() }
    }

    private func all(stopping: Bool) -> [Entry] {
        state.withLock { state in
            state.isShuttingDown = stopping
            return state.entries.sorted { $0.key < $1.key }.map(\.value)
        }
    }
}
