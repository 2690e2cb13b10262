import Core
import Foundation
import Subprocess
import Synchronization
import SystemPackage

/// Runs one job, a training or a comparison, in a process of its own.
///
/// The worker's standard input stays open while the server lives: a worker that reads its end knows that the server is gone, and stops.
struct WorkerProcess {
    /// The program that is run with the argument `worker`.
    let executable: String
    /// A worker that says nothing for so long is taken for hung: each says now and then that it lives.
    let patience: Duration

    /// Bytes of what a worker says at once: a report of thousands of columns, and no more.
    private static let longestLine = 256 << 20

    /// What a worker's libraries read before any code of it runs. What the server was told of them stays.
    private static var environment: [Environment.Key: String] {
        let given = ProcessInfo.processInfo.environment
        return [
            // A thread that waits for the others of its fit spins for microseconds, not for milliseconds: workers share the cores.
            "GOMP_SPINCOUNT": given["GOMP_SPINCOUNT"] ?? "1000",
            // Pages of 2 MB where the system gives them on request: a fit walks its rows in no order. The last word on a tunable holds.
            "GLIBC_TUNABLES": ["glibc.malloc.hugetlb=1", given["GLIBC_TUNABLES"]].compactMap(\.self).joined(separator: ":"),
        ]
    }

    /// Runs the job to its end and hands each event to `onEvent`. Cancelling the task ends the process.
    /// - Throws: `SQLFailure` when the worker ended without saying how the training went; `CancellationError`.
    func run(_ job: JSONValue, onEvent: @Sendable (WorkerEvent) async throws -> Void) async throws {
        var platform = PlatformOptions()
        platform.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(2))]
        let line = job.text + "\n"
        let heard = LastWord()
        let result = try await Subprocess.run(
            .path(FilePath(executable)), arguments: ["worker"],
            environment: .inherit.updating(Self.environment),
            platformOptions: platform, input: .inputWriter, output: .sequence, error: .currentStandardError
        ) { execution -> Bool in
            let input = execution.standardInputWriter
            // When a worker is gone before it has read its job, how it ended says why.
            do { _ = try await input.write(line) } catch is SubprocessError {}
            var ended = false
            let watch = watch(execution.processIdentifier.value, heard)
            defer { watch.cancel() }
            for try await text in execution.standardOutput.strings(bufferingPolicy: .maxLineLength(Self.longestLine)) {
                heard.withLock { $0.at = .now }
                guard let event = WorkerEvent(line: text) else { continue }
                switch event {
                case .finished, .compared, .failed: ended = true
                case .progress, .snapshot, .profile: break
                case .alive: continue
                }
                try await onEvent(event)
            }
            try? await input.finish()
            return ended
        }
        try Task.checkCancellation()
        if heard.withLock({ $0.isHung }) {
            throw SQLFailure(
                .internalError, "the worker process hung and was ended", detail: "It gave no sign of life for \(patience.components.seconds) seconds.",
                hint: "RETRAIN tries again; a machine that is overloaded may need a greater --worker-patience")
        }
        if !result.closureResult { throw Self.failure(result.terminationStatus) }
    }

    /// Ends a process that has fallen silent.
    private func watch(_ process: pid_t, _ heard: LastWord) -> Task<Void, Never> {
        Task { [patience] in
            while (try? await Task.sleep(for: .seconds(1))) != nil {
                guard heard.withLock({ heard in
                    heard.isHung = ContinuousClock.now - heard.at > patience
                    return heard.isHung
                }) else { continue }
                kill(process, SIGKILL)
                return
            }
        }
    }

    private static func failure(_ status: TerminationStatus) -> SQLFailure {
        switch status {
        case .signaled(let signal) where signal == SIGKILL:
            SQLFailure(
                .outOfMemory, "the worker process was killed",
                detail: "Signal 9: most often the system ran out of memory.",
                hint: "train on fewer rows or columns, or run fewer trainings at once (--workers)")
        case .signaled(let signal):
            SQLFailure(.internalError, "the worker process crashed", detail: "Signal \(signal).", hint: "see the server's log; RETRAIN tries again")
        case .exited(let code):
            SQLFailure(.internalError, "the worker process ended before the training did", detail: "Exit code \(code).", hint: "see the server's log; RETRAIN tries again")
        }
    }
}

/// When a worker was heard last, and whether it was ended for its silence.
private final class LastWord: Sendable {
    struct State {
        var at = ContinuousClock.now
        var isHung = false
    }

    private let state = Mutex(State())

    func withLock<Result>(_ body: (inout State) -> Result) -> Result { state.withLock { body(&$0) } }
}
