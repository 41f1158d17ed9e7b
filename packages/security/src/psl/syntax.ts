// The syntax trees of PSL files: what was written, with its place in the text. What names mean, and
// whether types fit, is found out later (`check/`).
//
// One kind of expression stands everywhere that a value is written: in arguments of rules, in
// configurations of policy objects, in audit profiles and in messages of tests. Types have trees of
// their own (`type-syntax.ts`).

import type { NameNode, SourceFile, Span, Token } from '@kos/idl-compiler/text'
import type { SecurityEventType } from '../event.ts'
import type { TypeExpression } from './type-syntax.ts'

/** A parsed file. */
export interface PslFile {
  readonly source: SourceFile
  readonly tokens: readonly Token[]
  /** Tokens among them that separate nothing, such as `;` and the last comma of a list. */
  readonly redundant: readonly Token[]
  /** In the order of the file. */
  readonly declarations: readonly Declaration[]
  /** Whether the file has syntax errors; what could be read is there all the same. */
  readonly isPartial: boolean
}

/** A declaration. */
export type Declaration =
  | ExecuteInterface
  | UsePsl
  | UseEdl
  | TaskClass
  | PolicyObject
  | AuditDefault
  | AuditProfileNode
  | Binding
  | TestSet

/** `execute: kl.core.Execute` */
export interface ExecuteInterface extends Span {
  readonly kind: 'execute-interface'
  readonly name: NameNode
}

/** `use a.b.file._`; the name is `a.b.file`. */
export interface UsePsl extends Span {
  readonly kind: 'use-psl'
  readonly name: NameNode
}

/** `use EDL demo.Server` */
export interface UseEdl extends Span {
  readonly kind: 'use-edl'
  readonly name: NameNode
}

/** `task class demo.Second : demo.Server` */
export interface TaskClass extends Span {
  readonly kind: 'task-class'
  readonly name: NameNode
  readonly edl: NameNode
}

/** `policy object session : Flow { type State = "a" | "b" config = { ... } }` */
export interface PolicyObject extends Span {
  readonly kind: 'object'
  readonly name: NameNode
  readonly model: NameNode
  readonly types: readonly TypeAlias[]
  readonly config: ExpressionNode | null
}

/** `type State = "a" | "b"` */
export interface TypeAlias extends Span {
  readonly name: NameNode
  readonly type: TypeExpression
}

/** `audit default = trace 0` */
export interface AuditDefault extends Span {
  readonly kind: 'audit-default'
  readonly profile: NameNode
  readonly level: IntegerNode
}

/** `audit profile trace = { 0 : { base : { kss : ["denied"] } } }` */
export interface AuditProfileNode extends Span {
  readonly kind: 'audit-profile'
  readonly name: NameNode
  readonly levels: DictionaryNode
}

/** `request src=A dst=B { ... }` */
export interface Binding extends Span {
  readonly kind: 'binding'
  readonly event: SecurityEventType
  readonly selectors: readonly SelectorNode[]
  readonly section: Section
}

/** The names by which bindings and `match` select. */
export type SelectorKey = 'src' | 'dst' | 'interface' | 'component' | 'endpoint' | 'method'

/** `src=A` */
export interface SelectorNode extends Span {
  readonly key: SelectorKey
  readonly value: NameNode
}

/** What stands between the braces of a binding, of `match`, or of a case. */
export interface Section extends Span {
  /** `audit trace`; null if none is set here. */
  readonly audit: NameNode | null
  readonly items: readonly Item[]
}

/** A part of a section. */
export type Item = RuleNode | MatchNode | ChoiceNode

/** A rule of a model: `grant ()`, `session.enter {sid: src_sid, state: "a"}`. */
export interface RuleNode extends Span {
  readonly kind: 'rule'
  /** Null where it is left out, which means the object `base`. */
  readonly object: NameNode | null
  readonly name: NameNode
  /** Null where it is left out, which means unit. */
  readonly argument: ExpressionNode | null
}

/** `match method=Put { ... }` */
export interface MatchNode extends Span {
  readonly kind: 'match'
  readonly selectors: readonly SelectorNode[]
  readonly section: Section
}

/** `choice (message.mode) { 1 : grant () _ : deny () }` */
export interface ChoiceNode extends Span {
  readonly kind: 'choice'
  readonly subject: ExpressionNode
  readonly cases: readonly Case[]
}

/** `1 : grant ()`, `"a" : { ... }`, `_ : { ... }` */
export interface Case extends Span {
  /** Null for `_`. A text is a regular expression if the subject is one of `re.select`. */
  readonly value: ExpressionNode | null
  readonly section: Section
}

/** An expression. */
export type ExpressionNode =
  | IntegerNode
  | TextNode
  | BooleanNode
  | UnitNode
  | ReferenceNode
  | AccessNode
  | IndexNode
  | CallNode
  | UnaryNode
  | BinaryNode
  | DictionaryNode
  | ListNode

/** `12`, `0xFFFF`; a minus before it is a `UnaryNode`. */
export interface IntegerNode extends Span {
  readonly kind: 'integer'
  readonly value: bigint
}

/** `"text"` */
export interface TextNode extends Span {
  readonly kind: 'text'
  readonly value: string
}

/** `true`, `false` */
export interface BooleanNode extends Span {
  readonly kind: 'boolean'
  readonly value: boolean
}

/** `()` */
export interface UnitNode extends Span {
  readonly kind: 'unit'
}

/** A name: `message`, `src_sid`, `dst_sid`, or what turns out to be a policy object. */
export interface ReferenceNode extends Span {
  readonly kind: 'reference'
  readonly name: NameNode
}

/** `message.item`, `message.item.name` */
export interface AccessNode extends Span {
  readonly kind: 'access'
  readonly object: ExpressionNode
  readonly field: NameNode
}

/** `message.items[2]` */
export interface IndexNode extends Span {
  readonly kind: 'index'
  readonly object: ExpressionNode
  readonly index: ExpressionNode
}

/** An expression of a model: `session.query {sid: src_sid}`, `size (message.result)`. */
export interface CallNode extends Span {
  readonly kind: 'call'
  /** Null where no object is named, as in `size (...)` and `uint64 (...)`. */
  readonly object: NameNode | null
  readonly name: NameNode
  readonly argument: ExpressionNode
}

/** `!a`, `-a`, `~a` */
export interface UnaryNode extends Span {
  readonly kind: 'unary'
  readonly operator: '!' | '-' | '~'
  readonly operand: ExpressionNode
}

/**
 * The operators of two operands. From weak to strong binding they are `||`, `&&`, `|`, `&`, all
 * comparisons, `+` and `-`, `*`. Operators that bind alike are read from the left.
 */
export type BinaryOperator =
  | '||'
  | '&&'
  | '|'
  | '&'
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | '+'
  | '-'
  | '*'

/** `a + b` */
export interface BinaryNode extends Span {
  readonly kind: 'binary'
  readonly operator: BinaryOperator
  /** Where the operator stands. */
  readonly at: Span
  readonly left: ExpressionNode
  readonly right: ExpressionNode
}

/** `{ sid : src_sid, entry : 1 }` */
export interface DictionaryNode extends Span {
  readonly kind: 'dictionary'
  readonly entries: readonly DictionaryEntry[]
}

/** `sid : src_sid`; keys are names, texts or integers. */
export interface DictionaryEntry extends Span {
  readonly key: NameNode
  readonly keyKind: 'name' | 'text' | 'integer'
  readonly value: ExpressionNode
}

/** `[1, 2]`: a list, a set or a tuple, as the type says. */
export interface ListNode extends Span {
  readonly kind: 'list'
  readonly elements: readonly ExpressionNode[]
}

/** `assert "set" { setup { ... } sequence "test" { ... } finally { ... } }` */
export interface TestSet extends Span {
  readonly kind: 'tests'
  readonly label: string
  /** Runs before each sequence. */
  readonly setup: readonly TestCase[]
  readonly sequences: readonly TestSequence[]
  /** Runs after each sequence. */
  readonly final: readonly TestCase[]
}

/** `sequence "test" { ... }` */
export interface TestSequence extends Span {
  readonly label: string
  readonly cases: readonly TestCase[]
}

/** `deny "too large" s <- request src=A dst=B method=Put { size : 100 }` */
export interface TestCase extends Span {
  readonly expected: 'grant' | 'deny' | 'any'
  readonly label: string | null
  /** The name that the SID of the started process is stored under: `x <- execute dst=Class`. */
  readonly stored: NameNode | null
  readonly event: SecurityEventType
  /** The values may be names of stored SIDs where they name no class. */
  readonly selectors: readonly SelectorNode[]
  /** Null where it is left out: all parameters have their defaults. */
  readonly message: DictionaryNode | null
}
