// Loads a policy: reads its files, checks what they say, and makes rules of the engine.
//
// All errors of all files are reported at once. A policy with errors has no rules, so that it
// grants nothing.

import { type Diagnostic, Diagnostics } from '@kos/idl-compiler/text'
import type { AuditProfile } from '../audit/audit-profile.ts'
import { checkPolicy, type Policy } from '../policy.ts'
import { PolicyChecker } from './check/policy-checker.ts'
import type { SelectedRule } from './check/typed-rule.ts'
import { loadClasses, type LoadedClasses } from './class-loader.ts'
import { compileSelectedRule } from './compile/compile-policy.ts'
import type {
  CheckedRule,
  LoadedPolicy,
  PolicyClass,
  PolicyOptions,
  ReachedListener,
} from './policy.ts'
import { PolicyReader } from './policy-files.ts'
import { fileFinder } from './rule-source.ts'

/**
 * Loads the policy whose top file is at `path`: a .psl file, or a template .psl.in. Errors and
 * warnings are `diagnostics` of the answer.
 *
 * `const loaded = loadPolicy('security.psl', { read: (path) => texts.get(path) ?? null })`
 */
export function loadPolicy(path: string, options: PolicyOptions): LoadedPolicy {
  const diagnostics = new Diagnostics()
  const reader = new PolicyReader(path, options, diagnostics)
  reader.readAll(path)
  const classes = loadClasses(reader.classes, options, diagnostics)
  const checker = new PolicyChecker(reader, classes.classes, options.models ?? [], diagnostics)
  checker.check()
  const endpoints = endpointsByClass(classes.classes)
  const hasErrors = diagnostics.hasErrors || classes.hasErrors
  const compile = (onReached?: ReachedListener): readonly CheckedRule[] =>
    hasErrors ? [] : compileRules(checker, endpoints, onReached)
  const rules = compile()
  return Object.freeze<LoadedPolicy>({
    diagnostics: allDiagnostics(diagnostics, classes),
    hasErrors,
    policy: policyOf(rules),
    traced: (onReached) => policyOf(compile(onReached)),
    classes: classes.classes,
    endpoints,
    objects: new Map(checker.objects.all.map(({ name, definition }) => [name, definition])),
    rules,
    files: checker.files,
    tests: checker.tests,
    auditProfiles: checker.audit.profiles,
    auditDefault: checker.auditDefault,
  })
}

function policyOf(rules: readonly CheckedRule[]): Policy {
  return checkPolicy(rules.map(({ rule }) => rule))
}

function allDiagnostics(own: Diagnostics, classes: LoadedClasses): readonly Diagnostic[] {
  return Object.freeze([...own.list, ...classes.diagnostics])
}

// Of a class of which nothing is known, the engine takes names as they are.
function endpointsByClass(
  classes: ReadonlyMap<string, PolicyClass>,
): ReadonlyMap<string, PolicyClass['endpoints']> {
  const known = [...classes.values()].filter(({ isKnown }) => isKnown)
  return new Map(known.map(({ name, endpoints }) => [name, endpoints]))
}

function compileRules(
  { rules, files, audit, auditDefault }: PolicyChecker,
  endpoints: LoadedPolicy['endpoints'],
  onReached: ReachedListener | undefined,
): readonly CheckedRule[] {
  const fileOfSource = fileFinder(files)
  const fileOf = ({ source }: SelectedRule) => fileOfSource(source)
  const profileOf = (name: { readonly text: string } | null): AuditProfile | undefined =>
    audit.profiles.get(name?.text ?? auditDefault?.profile ?? '')
  const auditLevel = auditDefault?.level
  const environment = { endpoints, fileOf, profileOf, auditLevel, onReached }
  return Object.freeze(rules.map((rule) => compileSelectedRule(rule, environment)))
}
