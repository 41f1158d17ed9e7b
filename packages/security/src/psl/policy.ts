// A loaded policy: what is left of PSL files when they were parsed, checked and compiled. The
// engine decides by its rules; analysis, tests and coverage read the tree beside them.

import type { AnyInterface } from '@kos/idl'
import type { FileKind, Project, SystemFiles } from '@kos/idl-compiler'
import type { Diagnostic, SourceFile } from '@kos/idl-compiler/text'
import type { AuditProfile } from '../audit/audit-profile.ts'
import type { NamedEndpoint } from '../endpoint-names.ts'
import type { SecurityEventType } from '../event.ts'
import type { Model, PolicyObjectDefinition } from '../models/model.ts'
import type { Policy } from '../policy.ts'
import type { Rule } from '../rule.ts'
import type { Case, ChoiceNode, PslFile, RuleNode, TestSet } from './syntax.ts'

/** A policy in PSL, ready to decide. */
export interface LoadedPolicy {
  /** All errors and warnings of all files: PSL, EDL, CDL and IDL. */
  readonly diagnostics: readonly Diagnostic[]
  readonly hasErrors: boolean
  /** Its rules, in the order of the files; none if there are errors, so that nothing is granted. */
  readonly policy: Policy
  /** The classes of `use EDL` and `task class`, by name. */
  readonly classes: ReadonlyMap<string, PolicyClass>
  /** The endpoints of the classes, for `createMonitor`. */
  readonly endpoints: ReadonlyMap<string, readonly NamedEndpoint[]>
  /** The policy objects, by name; `base`, `pred`, `math` and the other default ones among them. */
  readonly objects: ReadonlyMap<string, PolicyObjectDefinition>
  /** The rules as they are written: one for each of `policy`, in the same order. */
  readonly rules: readonly CheckedRule[]
  /** The files that it was read from: the top file, and all that it and others include. */
  readonly files: readonly PslFile[]
  /** The tests that the files contain. */
  readonly tests: readonly LoadedTests[]
  /** The audit profiles by name; `empty` among them. */
  readonly auditProfiles: ReadonlyMap<string, AuditProfile>
  /** `audit default = trace 0`; null if no file says it, which means `empty` and level 0. */
  readonly auditDefault: LoadedAuditDefault | null
  /**
   * The rules of `policy` once more, made to tell what is evaluated inside choices: for coverage.
   * Which rules select an event is known without it.
   */
  readonly traced: (onReached: ReachedListener) => Policy
}

/** The audit profile where no section names one, and the first runtime level. */
export interface LoadedAuditDefault {
  readonly profile: string
  readonly level: number
}

/** A class of processes that a policy knows. */
export interface PolicyClass {
  readonly name: string
  readonly endpoints: readonly PolicyEndpoint[]
  /** The interface of its `security` section; null if it has none. */
  readonly security: AnyInterface | null
  /**
   * Its security interfaces by the names that events have for them: empty for its own, else the
   * path to the component that has it and `security`, as in `disk.security`.
   */
  readonly securityInterfaces: readonly PolicyEndpoint[]
  /** False if its EDL file was not found or says that what it has is not known. */
  readonly isKnown: boolean
}

/** An endpoint of a class. */
export interface PolicyEndpoint extends NamedEndpoint {
  readonly interface: AnyInterface
  /** False if the file of the interface says that its methods are not all public. */
  readonly isKnown: boolean
}

/** The endpoints, or security interfaces, that events of a class may be about. */
export function endpointsServed(
  event: SecurityEventType,
  { endpoints, securityInterfaces }: PolicyClass,
): readonly PolicyEndpoint[] {
  return event === 'security' ? securityInterfaces : endpoints
}

/** A rule, and where it stands. */
export interface CheckedRule {
  /** The rule of the engine. */
  readonly rule: Rule
  /** The text in which `node` stands. */
  readonly source: SourceFile
  readonly node: RuleNode | ChoiceNode
  /** Whether it says the same of each event that it selects, and what. */
  readonly constant: 'grant' | 'deny' | null
  /** The cases of a choice. */
  readonly cases: readonly CheckedCase[]
}

/** A case of a choice. */
export interface CheckedCase {
  readonly node: Case
  /** The value that selects it; undefined for `_`. */
  readonly value: unknown
  readonly rules: readonly (RuleNode | ChoiceNode)[]
}

/** A set of tests, and the file that it stands in. */
export interface LoadedTests {
  readonly source: SourceFile
  readonly node: TestSet
}

/** How a policy finds its files, and what it may use. */
export interface PolicyFiles {
  /** The text of a file; null if there is none. The path has `/` between folders. */
  readonly read: (path: string) => string | null
  /** Root folders of PSL, EDL, CDL and IDL files, beside the folder of the policy itself. */
  readonly roots?: readonly string[]
  /** Modules whose files lie flat, as `NK_MODULE` of CMake says. */
  readonly modules?: readonly string[]
  /** A key that all paths of one file have in common; the path itself if left out. */
  readonly identity?: (path: string) => string
  /**
   * The path of the file that declares a package, component or process, for who knows all files;
   * null for one that none of them declares.
   */
  readonly declaring?: (name: string, kind: FileKind) => string | null
  /**
   * Files that were checked already, without errors: classes that it has are taken from it, and what
   * is to be said of them is not said again.
   */
  readonly project?: Project
  /** Files of the system, such as `systemFiles` of `@kos/libkos/resources`; found after others. */
  readonly system?: SystemFiles
}

/** What a policy is loaded with. */
export interface PolicyOptions extends PolicyFiles {
  /** Security models beside those of the files that the policy uses. */
  readonly models?: readonly Model[]
  /** The classes that `@INIT_EXTERNAL_ENTITIES@` of a template stands for. */
  readonly externalEntities?: readonly string[]
  /** The variables of a template, by name. */
  readonly variables?: Readonly<Record<string, string>>
}

/**
 * Told of what is evaluated inside a choice for an event: the case that is chosen, then its rules
 * and choices.
 */
export type ReachedListener = (part: Case | RuleNode | ChoiceNode) => void
