import Subprocess
import SystemPackage

/// A program that runs to its end.
enum Program {
    struct Result: Sendable {
        /// Or minus the signal that ended it.
        var exitCode: Int32
        var output: String
        var errors: String
    }

    /// - Parameter environment: in place of this program's own.
    static func run(_ path: String, _ arguments: [String], environment: Environment = .inherit) async throws -> Result {
        let result = try await Subprocess.run(
            .path(FilePath(path)), arguments: Arguments(arguments), environment: environment,
            output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
        let exitCode = switch result.terminationStatus {
        case .exited(let code): code
        case .signaled(let signal): -signal
        }
        return Result(exitCode: exitCode, output: result.standardOutput, errors: result.standardError)
    }
}
