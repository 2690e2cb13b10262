import Foundation

/// LightGBM's OpenMP runtime reads its waiting policy when it is loaded, which is before `main`. With the default, idle threads
/// spin and slow down everything else, so the program starts itself again with the right one.
enum OpenMP {
    static func requirePassiveWaiting() {
        guard getenv("OMP_WAIT_POLICY") == nil else { return }
        setenv("OMP_WAIT_POLICY", "passive", 1)
        var arguments: [UnsafeMutablePointer<CChar>?] = CommandLine.arguments.map { strdup($0) }
        arguments.append(nil)
        execv("/proc/self/exe", arguments)
        say("foretell: could not start itself again: \(String(cString: strerror(errno)))")
    }
}
