// The benchmark runner. As a parent it runs every comparison asked for in a child process of its
// own, one after the other, and reports; with `--child` it is such a child. Exit codes: 0; 1 if a
// case failed or, with `--check`, a bar is not met; 2 for a command line that makes no sense. The
// cases are in cases/, the bars in ../bars.json.
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readBars, unmetBars } from './bars.ts'
import type { Comparison } from './case.ts'
import { comparisonsOf, missingOf } from './case.ts'
import { cases } from './cases/index.ts'
import { runAsChild, runInChild } from './child.ts'
import type { Options } from './command-line.ts'
import { parseCommandLine, usage } from './command-line.ts'
import { type Filter, filterOf } from './filter.ts'
import { describeMachine } from './machine.ts'
import { reportOf, tableOf, verdictOf } from './report.ts'
import type { Result } from './result.ts'

const entry = fileURLToPath(import.meta.url)

/** Understands the command line, does what it says, and returns the exit code. */
async function main(args: readonly string[]): Promise<number> {
  let options: Options
  try {
    options = parseCommandLine(args, process.env['INIT_CWD'] ?? process.cwd())
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`)
    return 2
  }
  if (options.help) {
    console.log(usage)
    return 0
  }
  if (options.child === undefined) return runAll(options)
  await runAsChild(options.child, cases)
  return 0
}

async function runAll({ patterns, pace, check, ...files }: Options): Promise<number> {
  const asked = filterOf(patterns)
  const missing = missingOf(cases, asked)
  for (const [name, reason] of missing) console.error(`${name} is NOT MEASURED: ${reason}`)
  const filter: Filter = (name) => asked(name) && !missing.has(name)
  const bars = readBars(files.bars ?? new URL('../bars.json', import.meta.url))
  const comparisons = comparisonsOf(cases).filter(({ name }) => filter(name))
  if (comparisons.length === 0 && missing.size > 0) return 0
  if (comparisons.length === 0 && !check) return noSuchCase(patterns)

  const machine = describeMachine()
  console.log(`${machine.cpu}, ${machine.cores} cores, ${machine.platform}, Node ${machine.node}`)
  const results: Result[] = []
  for (const comparison of comparisons) {
    const { name, against } = comparison
    showProgress(`${name} against ${against} ...`)
    const hasSmallYoungGeneration =
      comparison.kind === 'ratio' && comparison.theirs.hasSmallYoungGeneration === true
    results.push(await runInChild(entry, { name, against, pace, hasSmallYoungGeneration }))
  }
  showProgress('')

  console.log(tableOf(results, bars))
  console.log(
    'Ratios are ours divided by theirs, so less is better. Times and sizes depend on the machine; only ratios are judged.',
  )
  if (files.json !== undefined)
    writeFileSync(files.json, `${JSON.stringify(reportOf(machine, results, bars), undefined, 2)}\n`)
  const hasFailed = showFailures(results)
  if (!check) return hasFailed ? 1 : 0
  const unmet = unmetBars(bars, results, filter)
  console.log(verdictOf(unmet))
  return hasFailed || unmet.length > 0 ? 1 : 0
}

/** Prints why cases failed; true if any did. */
function showFailures(results: readonly Result[]): boolean {
  const failed = results.filter((result) => result.kind === 'failed')
  for (const { name, against, reason } of failed)
    console.error(`${name} against ${against} failed. ${reason}`)
  return failed.length > 0
}

function noSuchCase(patterns: readonly string[]): number {
  const names = new Set(comparisonsOf(cases).map(({ name }: Comparison) => name))
  console.error(`No case matches ${patterns.join(' ')}; there are: ${[...names].join(', ')}`)
  return 2
}

/** One line that the next one overwrites; nothing if nobody watches. */
function showProgress(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${line}`)
}

// A case may leave ports and timers behind that would keep the process alive.
process.exit(await main(process.argv.slice(2)))
