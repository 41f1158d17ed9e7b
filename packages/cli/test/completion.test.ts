// `kos completion`: that of bash as bash runs it; the others by what is in them.
import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { Folder } from './folder.ts'

async function script(shell: string): Promise<string> {
  using folder = new Folder({})
  const { code, out } = await folder.kos(['completion', shell])
  expect(code).toBe(0)
  return out
}

test('bash completes commands, options, and values of options', async () => {
  const text = await script('bash')
  const completed = (...words: readonly string[]): string => {
    const list = words.map((word) => `'${word}'`).join(' ')
    const lines = `${text}\nCOMP_WORDS=(kos ${list}); COMP_CWORD=${words.length}; _kos; echo "\${COMPREPLY[*]}"`
    const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', lines], { encoding: 'utf8' })
    expect(stderr).toBe('')
    return stdout.trim()
  }
  expect(completed('')).toContain('new check test')
  expect(completed('pol')).toBe('policy')
  expect(completed('policy', '')).toContain('matrix graph paths')
  expect(completed('policy', 'matrix', '--ev')).toBe('--event')
  expect(completed('policy', 'matrix', '--event', '')).toBe(
    'execute request response error security',
  )
  expect(completed('new', 'folder', '--template', 'h')).toBe('hello')
  expect(completed('completion', '')).toContain('bash zsh fish')
  // Paths are for the shell.
  expect(completed('graph', '-o', '')).toBe('')
  expect(completed('run', 'fo')).toBe('')
})

test('zsh and fish have the same words', async () => {
  const zsh = await script('zsh')
  expect(zsh).toContain('compdef _kos kos')
  expect(zsh).toContain('"policy matrix --event") choices=(execute request')
  const fish = await script('fish')
  expect(fish).toContain('complete -c kos -n __fish_use_subcommand -f -a graph -d ')
  expect(fish).toMatch(/seen_subcommand_from matrix' -l event -x -a 'execute request/)
  // Each line is a command with its quotes closed.
  for (const line of fish.trim().split('\n').slice(1))
    expect(line.replaceAll("\\'", '').split("'").length % 2).toBe(1)
})

test('other shells are refused', async () => {
  using folder = new Folder({})
  const { code, err } = await folder.kos(['completion', 'csh'])
  expect([code, err.includes('Allowed choices are bash, zsh, fish')]).toEqual([2, true])
})
