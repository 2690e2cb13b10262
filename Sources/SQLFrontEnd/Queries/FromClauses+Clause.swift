extension FromClauses {
    /// Reads relations, joins and conditions up to the end of the clause.
    mutating func readClause(_ clause: Int, from start: Int, pending: inout [Inner]) {
        var reader = ClauseReader(join: .first, isNatural: false)
        var index = start
        while true {
            let relation = readRelation(at: &index, join: reader.join, isNatural: reader.isNatural)
            clauses[clause].relations.append(relation)
            let place = clauses[clause].relations.count - 1
            if case .joined = relation.kind, relation.body.lowerBound < tokens.count {
                pending.append(Inner(open: relation.body.lowerBound, parent: (clause, place), scope: clauses[clause].scope))
            }
            if reader.needsCondition { reader.waiting.append(place) }
            guard readTail(clause, at: &index, reader: &reader) else { break }
        }
        clauses[clause].withoutCondition += reader.waiting
        clauses[clause].withoutCondition.sort()
    }

    /// What is known between two relations.
    struct ClauseReader {
        var join: Relation.Join
        var isNatural: Bool
        /// Relations that have not met their condition; ON belongs to the last one.
        var waiting: [Int] = []
        /// The relation and the index of its ON.
        var condition: (relation: Int, start: Int)?

        var needsCondition: Bool {
            switch join {
            case .inner, .left, .right, .full, .semi, .anti, .asof: !isNatural
            case .first, .comma, .cross, .positional: false
            }
        }
    }

    /// Reads what follows a relation: conditions, samples, pivots.
    /// - Returns: whether another relation follows.
    private mutating func readTail(_ clause: Int, at index: inout Int, reader: inout ClauseReader) -> Bool {
        while index < tokens.count {
            let token = tokens[index]
            if token.kind == .symbol {
                switch token.text {
                case ",":
                    closeCondition(clause, before: index, reader: &reader)
                    clauses[clause].withoutCondition += reader.waiting
                    reader = ClauseReader(join: .comma, isNatural: false)
                    index += 1
                    return true
                case ")", "]", "}", ";":
                    closeCondition(clause, before: index, reader: &reader)
                    return false
                case "(", "[", "{": index = min(brackets.closing(index), tokens.count - 1)
                default: break
                }
            } else if let word = QueryKeyword.shortWord(token), !tokens[index - 1].isSymbol(".") {
                if let join = joinPhrase(at: index, word) {
                    closeCondition(clause, before: index, reader: &reader)
                    reader.join = join.join
                    reader.isNatural = join.isNatural
                    index = join.end
                    return true
                }
                if word == "on" {
                    closeCondition(clause, before: index, reader: &reader)
                    if let relation = reader.waiting.popLast() { reader.condition = (relation, index) }
                } else if word == "using", index + 1 < tokens.count, tokens[index + 1].isSymbol("(") {
                    closeCondition(clause, before: index, reader: &reader)
                    let end = min(brackets.closing(index + 1), tokens.count - 1)
                    if let relation = reader.waiting.popLast() {
                        clauses[clause].relations[relation].condition = .using(index..<end + 1)
                    }
                    index = end
                } else if endsClause(index, word) {
                    closeCondition(clause, before: index, reader: &reader)
                    return false
                }
            }
            index += 1
        }
        closeCondition(clause, before: tokens.count, reader: &reader)
        return false
    }

    private mutating func closeCondition(_ clause: Int, before end: Int, reader: inout ClauseReader) {
        guard let condition = reader.condition else { return }
        clauses[clause].relations[condition.relation].condition = .on(condition.start..<end)
        reader.condition = nil
    }

    private func endsClause(_ index: Int, _ word: String) -> Bool {
        switch word {
        case "using": index + 1 < tokens.count && tokens[index + 1].isWord("sample")
        case "from": isClause(index)
        case "group": !tokens[index - 1].isWord("within")
        default: QueryKeyword.endsFrom(word)
        }
    }

    /// `[NATURAL] [INNER | LEFT [OUTER] | ...] JOIN`.
    func joinPhrase(at start: Int, _ first: String) -> (join: Relation.Join, isNatural: Bool, end: Int)? {
        guard first == "join" || QueryKeyword.modifiesJoin(first) else { return nil }
        var join = Relation.Join.inner
        var isNatural = false
        var index = start
        while index < min(start + 5, tokens.count), let word = QueryKeyword.shortWord(tokens[index]) {
            index += 1
            switch word {
            case "join": return (join, isNatural, index)
            case "natural": isNatural = true
            case "left": join = join == .asof ? .asof : .left
            case "right": join = join == .asof ? .asof : .right
            case "full": join = join == .asof ? .asof : .full
            case "cross": join = .cross
            case "semi": join = .semi
            case "anti": join = .anti
            case "asof": join = .asof
            case "positional": join = .positional
            case "inner", "outer": break
            default: return nil
            }
        }
        return nil
    }
}
