// Programs that come with kos, and are loaded when a process of their class is there.

import { expect, test, vi } from 'vitest'
import { describeSolution, loadSolution } from '../src/index.ts'
import { systemClasses } from '../src/system-programs.ts'
import { echo, folderOf } from './folder.ts'

const loaded = vi.hoisted(() => ({ buses: 0 }))
vi.mock('@kos/messagebus/programs', async (original) => {
  loaded.buses++
  return original()
})

const bus = { 'init.yaml': `${echo['init.yaml']}- name: kl.MessageBus\n` }

test('the program of the message bus is loaded for folders that have one', async () => {
  await loadSolution(folderOf(echo))
  expect(describeSolution(folderOf({ ...echo, ...bus })).hasErrors).toBe(false)
  expect(loaded.buses).toBe(0)
  const { solution, fresh } = await loadSolution(folderOf({ ...echo, ...bus }))
  const { programs } = (await fresh()).solution
  const endpoints = solution?.programs['kl.MessageBus']?.endpoints ?? {}
  expect(Object.keys(endpoints)).toContain('session')
  expect(programs['kl.MessageBus']).toBe(solution?.programs['kl.MessageBus'])
  expect(loaded.buses).toBe(1)
})

test('each class of which kos has a program can be a process of a folder', async () => {
  const processes = systemClasses().map((name) => `- name: ${name}\n`)
  const { description } = await loadSolution(
    folderOf({ ...echo, 'init.yaml': `${echo['init.yaml']}${processes.join('')}` }),
  )
  expect(systemClasses()).toContain('kl.MessageBus')
  expect(description.processes.filter(({ isSystem }) => isSystem)).toHaveLength(processes.length)
})
