/// A line that is being typed, with the lines before it.
struct EditedLine {
    private var characters: [Character] = []
    private var cursor = 0
    private let history: [String]
    /// Which line of the history is shown; its count: the new one.
    private var place: Int
    /// The new line, while one of the history is shown.
    private var kept: [Character] = []

    init(history: [String]) {
        self.history = history
        place = history.count
    }

    var text: String { String(characters) }

    mutating func moveToEnd() { cursor = characters.count }

    mutating func apply(_ key: Key) {
        switch key {
        case .character(let character):
            characters.insert(character, at: cursor)
            cursor += 1
        case .backspace: remove(max(0, cursor - 1)..<cursor)
        case .delete: remove(cursor..<min(characters.count, cursor + 1))
        case .deleteWord: remove(wordStart..<cursor)
        case .deleteToStart: remove(0..<cursor)
        case .deleteToEnd: remove(cursor..<characters.count)
        case .left: cursor = max(0, cursor - 1)
        case .right: cursor = min(characters.count, cursor + 1)
        case .wordLeft: cursor = wordStart
        case .wordRight: cursor = wordEnd
        case .home: cursor = 0
        case .lineEnd: moveToEnd()
        case .up: show(place - 1)
        case .down: show(place + 1)
        case .enter, .interrupt, .end, .clearScreen, .unknown: break
        }
    }

    private mutating func remove(_ range: Range<Int>) {
        characters.removeSubrange(range)
        cursor = range.lowerBound
    }

    private var wordStart: Int {
        var place = cursor
        while place > 0, characters[place - 1] == " " { place -= 1 }
        while place > 0, characters[place - 1] != " " { place -= 1 }
        return place
    }

    private var wordEnd: Int {
        var place = cursor
        while place < characters.count, characters[place] == " " { place += 1 }
        while place < characters.count, characters[place] != " " { place += 1 }
        return place
    }

    private mutating func show(_ wanted: Int) {
        guard (0...history.count).contains(wanted), wanted != place else { return }
        if place == history.count { kept = characters }
        place = wanted
        characters = wanted == history.count ? kept : Array(history[wanted])
        moveToEnd()
    }

    /// Draws the part around the cursor that fits on the terminal's line.
    func draw(_ prompt: String) {
        let room = max(10, (Terminal.errorWidth ?? 80) - DisplayText.width(prompt) - 1)
        var first = cursor
        var used = 0
        while first > 0, used + DisplayText.width(characters[first - 1]) <= room {
            first -= 1
            used += DisplayText.width(characters[first])
        }
        var last = cursor
        var shown = used
        while last < characters.count, shown + DisplayText.width(characters[last]) <= room {
            shown += DisplayText.width(characters[last])
            last += 1
        }
        let back = shown > used ? "\u{1B}[\(shown - used)D" : ""
        Terminal.write("\r\(prompt)\(String(characters[first..<last]))\u{1B}[K\(back)")
    }
}
