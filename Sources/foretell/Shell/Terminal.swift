import Foundation

/// What is known of the terminal that the program runs on.
enum Terminal {
    /// A person types and reads.
    static var isInteractive: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

    /// Columns of standard output; nil when it is no terminal.
    static var width: Int? { width(STDOUT_FILENO) }

    /// Columns of standard error; nil when it is no terminal.
    static var errorWidth: Int? { width(STDERR_FILENO) }

    private static func width(_ file: Int32) -> Int? {
        var size = winsize()
        guard isatty(file) == 1 else { return nil }
        guard ioctl(file, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    static func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }

    /// Runs with keys delivered as they are pressed, unechoed.
    static func withRawInput<Result>(_ body: () -> Result) -> Result {
        var saved = termios()
        guard tcgetattr(STDIN_FILENO, &saved) == 0 else { return body() }
        var raw = saved
        raw.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG | IEXTEN)
        raw.c_iflag &= ~tcflag_t(IXON | ICRNL)
        tcsetattr(STDIN_FILENO, TCSADRAIN, &raw)
        defer { tcsetattr(STDIN_FILENO, TCSADRAIN, &saved) }
        return body()
    }
}
