// What a policy means before anything runs: table of contents of @kos/security/analysis.

// Verdicts about all events that there can be
export { analyse, type Analysis, type AnalysisOptions, type ExplainedHead } from './analysis.ts'
export type {
  AnalysedEndpoint,
  AnalysedSolution,
  ClassConnections,
  OperationNames,
} from './universe.ts'
export { formatOperation } from './universe.ts'
export type { AnalysedRule, ExplainedVerdict } from './verdict.ts'
export { explain, type Explanation, formatExplanation, type NearRule } from './explain.ts'

// What does not do what it seems to
export {
  type Finding,
  type FindingCode,
  findingDiagnostics,
  type FindingPlace,
  findings,
  formatFinding,
} from './findings.ts'

// Who may talk to whom, and over whom
export {
  bestVerdict,
  type ClassPair,
  type Correspondents,
  correspondents,
  pairs,
  type PairVerdicts,
} from './pairs.ts'
export { formatPath, paths, type PolicyPath, type Reachability } from './paths.ts'

// Text, JSON, graphs
export { matrixText, methodMatrixText } from './matrix-text.ts'
export {
  type AnalysisReport,
  type ReportedClass,
  type ReportedRule,
  type ReportedVerdict,
  reportOf,
} from './report.ts'
export {
  edgeLabel,
  graphOf,
  type GraphOptions,
  mermaid,
  type PolicyEdge,
  type PolicyGraph,
} from './graph.ts'

// Versions of a policy
export {
  differences,
  formatDifferences,
  type PolicyDifferences,
  type VerdictChange,
} from './differences.ts'
