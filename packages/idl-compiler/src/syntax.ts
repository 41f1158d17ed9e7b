// The syntax trees of IDL, CDL and EDL files: what was written, with its place in the text. Their
// meaning is in `module.ts`.

import type { NameNode, SourceFile, Span, Token } from './text/index.ts'

/** The common part of declarations. */
export interface Declared extends Span {
  readonly name: NameNode
  /** The text of the comments beside it, without their marks; empty if there are none. */
  readonly doc: string
}

/** An integer expression. */
export type Expression = Literal | ConstantReference | Negation | Operation

/** A number. */
export interface Literal extends Span {
  readonly kind: 'literal'
  readonly value: bigint
  readonly text: string
}

/** A constant by its name, dotted if it is of another package. */
export interface ConstantReference extends Span {
  readonly kind: 'reference'
  readonly name: NameNode
}

/** `-x` */
export interface Negation extends Span {
  readonly kind: 'negation'
  readonly operand: Expression
}

/** Two operands and an operator between them. */
export interface Operation extends Span {
  readonly kind: 'operation'
  readonly operator: '<<' | '+' | '*' | '**'
  readonly left: Expression
  readonly right: Expression
}

/** A type where it is used. */
export type TypeNode = NamedTypeNode | SizedTypeNode | ElementsTypeNode | HandleTypeNode

/** A built-in type without size, or a declared one, dotted if it is of another package. */
export interface NamedTypeNode extends Span {
  readonly kind: 'named'
  readonly name: NameNode
}

/** `bytes<n>`, `string<n>` */
export interface SizedTypeNode extends Span {
  readonly kind: 'bytes' | 'string'
  readonly size: Expression
}

/** `sequence<type, n>`, `array<type, n>` */
export interface ElementsTypeNode extends Span {
  readonly kind: 'sequence' | 'array'
  readonly element: TypeNode
  readonly size: Expression
}

/** `Handle`, `handle<Iface>` */
export interface HandleTypeNode extends Span {
  readonly kind: 'handle'
  readonly target: NameNode | null
}

/** `const UInt32 Max = 8;` */
export interface ConstNode extends Declared {
  readonly kind: 'const'
  readonly type: NameNode
  readonly value: Expression
}

/** `typedef string<8> Word;` */
export interface TypedefNode extends Declared {
  readonly kind: 'typedef'
  readonly type: TypeNode
}

/** `struct Item { UInt32 id; }`, and unions */
export interface RecordNode extends Declared {
  readonly kind: 'struct' | 'union'
  readonly fields: readonly FieldNode[]
}

/** `UInt32 id;` */
export interface FieldNode extends Declared {
  readonly type: TypeNode
}

/** Directions of parameters. */
export type ParameterDirection = 'in' | 'out' | 'error'

/** `in UInt32 id` */
export interface ParameterNode extends Declared {
  readonly direction: ParameterDirection
  readonly type: TypeNode
}

/** `Put(in UInt32 id, out UInt32 index);` */
export interface MethodNode extends Declared {
  readonly parameters: readonly ParameterNode[]
}

/** `interface { ... }` */
export interface InterfaceNode extends Span {
  readonly doc: string
  readonly methods: readonly MethodNode[]
}

/** What can be declared in an IDL file beside its interface. */
export type DeclarationNode = ConstNode | TypedefNode | RecordNode

/** An IDL file. */
export interface IdlFile {
  readonly kind: 'idl'
  readonly source: SourceFile
  readonly tokens: readonly Token[]
  /** Symbols among the tokens that separate nothing. */
  readonly redundant: readonly Token[]
  /** The name of the package; empty if it is missing. */
  readonly name: NameNode
  readonly doc: string
  readonly imports: readonly NameNode[]
  readonly declarations: readonly DeclarationNode[]
  readonly interface: InterfaceNode | null
  /** Whether statements could not be parsed: they may have been declarations or imports. */
  readonly isPartial: boolean
}

/** `name : demo.Type` in a list of endpoints or components. */
export interface ComponentEntryNode extends Declared {
  readonly type: NameNode
}

/** A section of a CDL or EDL file. */
export interface SectionNode extends Span {
  readonly kind: 'endpoints' | 'components'
  readonly entries: readonly ComponentEntryNode[]
}

/** A CDL or EDL file. */
export interface ComponentFile {
  readonly kind: 'cdl' | 'edl'
  readonly source: SourceFile
  readonly tokens: readonly Token[]
  /** Symbols among the tokens that separate nothing. */
  readonly redundant: readonly Token[]
  /** The name of the component or of the class of the process; empty if it is missing. */
  readonly name: NameNode
  readonly doc: string
  readonly security: NameNode | null
  /** In the order they are written. */
  readonly sections: readonly SectionNode[]
}

/** Any file of the language. */
export type SyntaxFile = IdlFile | ComponentFile
