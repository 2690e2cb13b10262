import Foundation
import PGWire
import Synchronization

/// What a server says beside results: on a terminal the progress of a training stays on one line, with a bar.
final class ProgressLine: Sendable {
    private let isShown = Mutex(false)
    private static let barWidth = 24

    func show(_ notice: NoticeMessage) {
        guard let width = Terminal.errorWidth, let bar = Self.bar(notice.message, width: width) else {
            clear()
            say("\(notice.severity):  \(notice.message)" + (notice.detail.map { "\nDETAIL:  \($0)" } ?? "") + (notice.hint.map { "\nHINT:  \($0)" } ?? ""))
            return
        }
        isShown.withLock { $0 = true }
        Terminal.write("\r\u{1B}[K\(bar)")
    }

    /// Before something else is written.
    func clear() {
        let wasShown = isShown.withLock { isShown in
            defer { isShown = false }
            return isShown
        }
        if wasShown { Terminal.write("\r\u{1B}[K") }
    }

    /// A bar for `training "m": 67 %, trials, round 5`; nil for a text of any other form.
    private static func bar(_ message: String, width: Int) -> String? {
        guard let match = message.wholeMatch(of: /(.+): (\d{1,3}) %, (.*)/), let percent = Int(match.2) else { return nil }
        let filled = min(100, percent) * barWidth / 100
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: barWidth - filled)
        let text = "\(match.1) \(bar) \(String(repeating: " ", count: 3 - match.2.count))\(percent) %  \(match.3)"
        return String(text.prefix(max(1, width - 1)))
    }
}
