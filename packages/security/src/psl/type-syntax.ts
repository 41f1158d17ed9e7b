// The syntax trees of types, as policy objects declare them: `type State = "open" | "closed"`. What
// names mean is found out later (`check/value-type-checker.ts`).

import type { NameNode, Span } from '@kos/idl-compiler/text'

/** A type as it is written in `type T = ...`. */
export type TypeExpression =
  | TypeReferenceNode
  | LiteralTypeNode
  | UnitTypeNode
  | VariantTypeNode
  | RecordTypeNode
  | TupleTypeNode

/** `UInt32`, `Text`, `Set<Text>`, `Map<Text, UInt8>` */
export interface TypeReferenceNode extends Span {
  readonly kind: 'named'
  readonly name: NameNode
  readonly parameters: readonly TypeExpression[]
}

/** `"a"`, `12`, `-5`, `true` */
export interface LiteralTypeNode extends Span {
  readonly kind: 'literal'
  readonly value: string | bigint | boolean
}

/** `()` */
export interface UnitTypeNode extends Span {
  readonly kind: 'unit'
}

/** `A | B` */
export interface VariantTypeNode extends Span {
  readonly kind: 'variant'
  readonly types: readonly TypeExpression[]
}

/** `{ name : Text, size : UInt32 }` */
export interface RecordTypeNode extends Span {
  readonly kind: 'record'
  readonly fields: readonly RecordTypeField[]
}

/** `name : Text` */
export interface RecordTypeField extends Span {
  readonly name: NameNode
  readonly type: TypeExpression
}

/** `[Text, UInt8]` */
export interface TupleTypeNode extends Span {
  readonly kind: 'tuple'
  readonly types: readonly TypeExpression[]
}
