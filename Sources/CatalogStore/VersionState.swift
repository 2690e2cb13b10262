import Core

/// The life of a version: the states, and what leads from one to another. Pure.
package enum VersionState: String, CaseIterable, Hashable, Sendable {
    case queued, training, ready, failed, cancelled, archived, deleted

    /// What can happen to a version.
    package enum Event: String, CaseIterable, Hashable, Sendable {
        case start, finish, fail, cancel
        /// The server ended while it was training.
        case interrupt
        case archive, delete
    }

    /// The state after an event. - Throws: `SQLFailure` 55000 when the event cannot happen in this state.
    package func after(_ event: Event) throws -> VersionState {
        switch (self, event) {
        case (.queued, .start): return .training
        case (.queued, .cancel), (.training, .cancel): return .cancelled
        case (.queued, .fail), (.training, .fail): return .failed
        case (.training, .finish): return .ready
        case (.training, .interrupt): return .queued
        case (.ready, .archive): return .archived
        case (.ready, .delete), (.failed, .delete), (.cancelled, .delete), (.archived, .delete): return .deleted
        case (.queued, .finish), (.queued, .interrupt), (.queued, .archive), (.queued, .delete),
            (.training, .start), (.training, .archive), (.training, .delete),
            (.ready, .start), (.ready, .finish), (.ready, .fail), (.ready, .cancel), (.ready, .interrupt),
            (.failed, .start), (.failed, .finish), (.failed, .fail), (.failed, .cancel), (.failed, .interrupt), (.failed, .archive),
            (.cancelled, .start), (.cancelled, .finish), (.cancelled, .fail), (.cancelled, .cancel), (.cancelled, .interrupt),
            (.cancelled, .archive),
            (.archived, .start), (.archived, .finish), (.archived, .fail), (.archived, .cancel), (.archived, .interrupt),
            (.archived, .archive),
            (.deleted, .start), (.deleted, .finish), (.deleted, .fail), (.deleted, .cancel), (.deleted, .interrupt),
            (.deleted, .archive), (.deleted, .delete):
            throw SQLFailure(
                .objectNotInPrerequisiteState, "a version that is \(rawValue) cannot \(event.rawValue)",
                hint: "SELECT state FROM foretell.versions shows what each version is")
        }
    }
}
