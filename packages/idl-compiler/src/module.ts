// Checked files: packages with constants, types and interfaces, and components with endpoints.

import type { AnyInterface, IntegerKind, Type } from '@kos/idl'
import type {
  ComponentEntryNode,
  ComponentFile,
  ConstNode,
  IdlFile,
  MethodNode,
  ParameterNode,
  RecordNode,
  TypedefNode,
} from './syntax.ts'

/** A package: a checked IDL file. */
export interface Module {
  /** The name of the package. */
  readonly name: string
  readonly file: IdlFile
  /** The packages it imports. */
  readonly imports: readonly Module[]
  /** Constants by name, in the order of the file. */
  readonly constants: ReadonlyMap<string, Constant>
  /** Types by name, in the order of the file. */
  readonly types: ReadonlyMap<string, DeclaredType>
  /** Its interface; null if it has none. */
  readonly interface: CheckedInterface | null
}

/** A constant. */
export interface Constant {
  readonly module: Module
  readonly node: ConstNode
  readonly type: IntegerKind
  readonly value: bigint
}

/** A typedef, struct or union. */
export interface DeclaredType {
  readonly module: Module
  readonly node: TypedefNode | RecordNode
  /** The same value that `struct`, `union` and the others make. */
  readonly type: Type<unknown>
}

/** An interface. */
export interface CheckedInterface {
  readonly methods: readonly CheckedMethod[]
  /** The same value that `defineInterface` makes. */
  readonly definition: AnyInterface
}

/** A method. */
export interface CheckedMethod {
  readonly node: MethodNode
  /** Its name in TypeScript. */
  readonly name: string
  readonly parameters: readonly CheckedParameter[]
}

/** A parameter. */
export interface CheckedParameter {
  readonly node: ParameterNode
  /** Its name in TypeScript. */
  readonly name: string
  readonly type: Type<unknown>
}

/** A component or a process: a checked CDL or EDL file. */
export interface Component {
  readonly kind: 'cdl' | 'edl'
  readonly name: string
  readonly file: ComponentFile
  readonly security: Module | null
  /** Endpoints and components in the order they are written. */
  readonly entries: readonly ComponentEntry[]
}

/** An endpoint or a component inside another. */
export type ComponentEntry =
  | { readonly kind: 'endpoint'; readonly node: ComponentEntryNode; readonly interface: Module }
  | { readonly kind: 'component'; readonly node: ComponentEntryNode; readonly component: Component }
