// PSL, the policy specification language: table of contents of @kos/security/psl.

// Policies
export { loadPolicy } from './load-policy.ts'
export { monitorOptionsOf } from './monitor-options.ts'
export { type Diagnostic, formatDiagnostic } from '@kos/idl-compiler/text'
export type {
  CheckedCase,
  CheckedRule,
  LoadedAuditDefault,
  LoadedPolicy,
  LoadedTests,
  PolicyClass,
  PolicyEndpoint,
  PolicyFiles,
  PolicyOptions,
  ReachedListener,
} from './policy.ts'

// Text into syntax trees
export { parsePsl } from './parse.ts'
export { formatPsl } from './format.ts'
export { pslGrammar } from './grammar.ts'
export { expandTemplate, type TemplateValues } from './templates.ts'
export type {
  AccessNode,
  AuditDefault,
  AuditProfileNode,
  BinaryNode,
  BinaryOperator,
  Binding,
  BooleanNode,
  CallNode,
  Case,
  ChoiceNode,
  Declaration,
  DictionaryEntry,
  DictionaryNode,
  ExecuteInterface,
  ExpressionNode,
  IndexNode,
  IntegerNode,
  Item,
  ListNode,
  MatchNode,
  PolicyObject,
  PslFile,
  ReferenceNode,
  RuleNode,
  Section,
  SelectorKey,
  SelectorNode,
  TaskClass,
  TestCase,
  TestSequence,
  TestSet,
  TextNode,
  TypeAlias,
  UnaryNode,
  UnitNode,
  UseEdl,
  UsePsl,
} from './syntax.ts'
export type {
  LiteralTypeNode,
  RecordTypeField,
  RecordTypeNode,
  TupleTypeNode,
  TypeExpression,
  TypeReferenceNode,
  UnitTypeNode,
  VariantTypeNode,
} from './type-syntax.ts'
