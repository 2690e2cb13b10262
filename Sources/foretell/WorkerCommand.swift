import ArgumentParser
import Core
import Foundation
import Synchronization
import Training

struct WorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker", abstract: "Train one version; started by the server.", shouldDisplay: false)

    func run() throws {
        guard let line = readLine(strippingNewline: true), let json = try? JSONValue(parsing: line) else {
            throw ValidationError("a worker is started by the server, with a job on standard input")
        }
        let comparison = try ComparisonJob(json: json)
        let training = comparison == nil ? try WorkerJob(json: json) : nil
        // Only the job comes in: when the input ends, the server is gone.
        let watch = Thread {
            while readLine() != nil {}
            // At once: destructors of C++ would run under the threads that train.
            _exit(3)
        }
        watch.start()
        signal(SIGTERM) { _ in _exit(143) }
        let output = Mutex(FileHandle.standardOutput)
        let say: @Sendable (WorkerEvent) -> Void = { event in output.withLock { $0.write(Data((event.json.text + "\n").utf8)) } }
        let pulse = Thread {
            while true {
                Thread.sleep(forTimeInterval: WorkerEvent.pulse)
                say(.alive)
            }
        }
        pulse.start()
        if let comparison {
            let memory = MemoryWatch(bound: comparison.workerMemory, say: say)
            withExtendedLifetime(memory) { ComparisonWorker(job: comparison, say: say).run() }
        }
        if let training { Worker(job: training, memory: MemoryWatch(bound: training.workerMemory, say: say), say: say).run() }
        // The watching thread holds standard input; leaving does not wait for it.
        Foundation.exit(0)
    }
}
