// Runs the demo on a file: `npm run demo -- PATH`. This is the part of the host: it reads the file,
// kills a process, and prints a table at the end.

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { boot, type Exit } from '@kos/kernel'
import Table from 'cli-table3'
import { demoSolution } from './solution.ts'

const path = process.argv[2] ?? fileURLToPath(new URL('../../../pnpm-lock.yaml', import.meta.url))
const content = readFileSync(path)

console.log(
  `${basename(path)}, ${content.length} bytes, SHA-256 ${createHash('sha256').update(content).digest('hex')}\n`,
)
const kernel = boot(demoSolution(content), {
  output: ({ process: name, text }) => console.log(`${name.padEnd(11)}${text}`),
  // The table at the end says it.
  onExit: () => {},
})
await kernel.run({ until: kernel.task('Client') })
kernel.kill('Unlucky', 'killed in the middle of its reading')
await kernel.run({ until: 'idle' })
kernel.kill('Intruder', 'stopped')
kernel.kill('FileServer', 'stopped')
kernel.kill('ns', 'stopped')
printTable()
process.exitCode = Object.values(kernel.inspect().objects).every((count) => count === 0) ? 0 : 1

function printTable(): void {
  const { tasks, objects } = kernel.inspect()
  const table = new Table({
    head: ['process', 'exit', 'IPC calls', 'denials'],
    style: { head: [], border: [] },
  })
  for (const { name, exit, calls, denials } of tasks)
    table.push([name, describe(exit), calls, denials])
  console.log(`\n${table.toString()}`)
  const left = Object.entries(objects).map(([name, count]) => `${count} ${name}`)
  console.log(`left in the kernel: ${left.join(', ')}`)
}

function describe(exit: Exit | null): string {
  if (exit === null) return 'running'
  if ('code' in exit) return `code ${exit.code}`
  return 'crash' in exit ? `crash: ${exit.crash}` : exit.killed
}
