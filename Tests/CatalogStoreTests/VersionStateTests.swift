import CatalogStore
import Core
import Testing

@Suite("The states of a version")
struct VersionStateTests {
    struct Step: Hashable, Sendable {
        var state: VersionState
        var event: VersionState.Event
    }

    static let legal: [Step: VersionState] = [
        Step(state: .queued, event: .start): .training,
        Step(state: .queued, event: .fail): .failed,
        Step(state: .queued, event: .cancel): .cancelled,
        Step(state: .training, event: .finish): .ready,
        Step(state: .training, event: .fail): .failed,
        Step(state: .training, event: .cancel): .cancelled,
        Step(state: .training, event: .interrupt): .queued,
        Step(state: .ready, event: .archive): .archived,
        Step(state: .ready, event: .delete): .deleted,
        Step(state: .failed, event: .delete): .deleted,
        Step(state: .cancelled, event: .delete): .deleted,
        Step(state: .archived, event: .delete): .deleted,
    ]

    @Test("each event leads where it should, or is refused", arguments: VersionState.allCases, VersionState.Event.allCases)
    func transition(state: VersionState, event: VersionState.Event) async {
        if let next = Self.legal[Step(state: state, event: event)] {
            #expect((try? state.after(event)) == next)
        } else {
            let refused = await failure { _ = try state.after(event) }
            #expect(refused?.sqlState == .objectNotInPrerequisiteState)
            #expect(refused?.message == "a version that is \(state.rawValue) cannot \(event.rawValue)")
        }
    }
}
