// @kos/security/models: the security models of the documentation, conditions with their state for
// policies in TypeScript, and the interface of models of your own.

// Conditions
export { all } from './conditions/all.ts'
export { flow, type FlowConditions, type FlowConfig } from './conditions/flow.ts'
export { hashSet, type HashSetConditions, type HashSetConfig } from './conditions/hash-set.ts'
export { mic, type MicConditions, type MicConfig } from './conditions/mic.ts'
export { regex, type RegexConditions } from './conditions/regex.ts'
export {
  staticMap,
  type IntegerTypeName,
  type StaticMapConditions,
  type StaticMapConfig,
} from './conditions/static-map.ts'
export {
  conditionsOf,
  when,
  type ArgumentReader,
  type BoundExpression,
  type ObjectConditions,
  type ValueTest,
} from './conditions/object-conditions.ts'

// Arguments of rules and expressions
export type { StateArgument, StatesArgument } from './flow.ts'
export type { EntryArgument } from './hash-set.ts'
export type { FullLevelName, LevelName } from './integrity-level.ts'
export type { FlowOfData, ImageArgument, ResourceArgument, ResourceLevelArgument } from './mic.ts'
export type { MatchArgument } from './regex.ts'
export type { Sid, SidArgument } from './sid.ts'
export type { KeyArgument, KeyValueArgument } from './static-map.ts'
export type { Integer } from './value.ts'

// Models
export { baseModel } from './base.ts'
export { boolModel } from './bool.ts'
export { flowModel } from './flow.ts'
export { hashSetModel } from './hash-set.ts'
export { mathModel } from './math.ts'
export { micModel } from './mic.ts'
export { predModel } from './pred.ts'
export { patternFault, regexModel } from './regex.ts'
export { staticMapModel } from './static-map.ts'
export { structModel } from './struct.ts'
export { modelFiles, type ModelFile } from './library.ts'

// Models of your own
export {
  EvaluationError,
  ModelError,
  type Model,
  type ModelEnvironment,
  type ModelExpression,
  type ModelRule,
  type PolicyObjectDefinition,
} from './model.ts'
export type { IntegerType, RecordType, ValueType } from './type.ts'
export { SidTables, sidArgumentType } from './sid-tables.ts'
