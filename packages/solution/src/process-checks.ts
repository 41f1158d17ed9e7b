// Cross checks of processes: their names, connections, classes and programs, each against what the
// other files say.

import { coreClass, initClass } from '@kos/security'
import { type Component, endpointsOf, lastPart } from '@kos/idl-compiler'
import { type Diagnostics, nearest, type Span } from '@kos/idl-compiler/text'
import type { SolutionCode } from './codes.ts'
import type { FolderFiles } from './folder-files.ts'
import type { KosJson } from './kos-json.ts'
import { listed, nameHint } from './name-hint.ts'
import { type ConnectionNode, type PlacedText, type ProcessNode, textsOf } from './process-node.ts'
import type { FoundProgram, ProgramFiles } from './program-files.ts'
import { libraryOfConnection, systemClasses } from './system-programs.ts'
import { type SystemSettings, systemSettings } from './system-settings.ts'

/** A process, and the program that it runs. */
export interface FoundProcess {
  readonly name: string
  readonly node: ProcessNode
  readonly program: FoundProgram
}

/** What processes are checked against. */
export interface CheckedFolder {
  readonly files: FolderFiles
  readonly config: KosJson
  readonly programs: ProgramFiles
  readonly processes: readonly FoundProcess[]
  /** False if some of the processes had errors, so that not all are known. */
  readonly isComplete: boolean
  /** Classes whose EDL files have no errors. */
  readonly classes: ReadonlyMap<string, Component>
  /** Whether all endpoints of a class are known. */
  readonly isPublic: (component: Component) => boolean
  readonly otherPrograms: ReadonlyMap<string, string>
  readonly einit: string | null
  readonly diagnostics: Diagnostics
}

/** Checks the processes of a folder. */
export function checkProcesses(folder: CheckedFolder): void {
  checkNames(folder.processes)
  const byName = new Map(folder.processes.map((each) => [each.name, each]))
  const settings = settingsOf(folder.processes)
  for (const process of folder.processes) {
    if (!checkReserved(process)) continue
    checkConnections(process, byName, folder)
    checkClass(process, folder)
    checkProgram(process, folder)
    checkSettings(process, settings)
    checkServed(process, settings)
  }
  if (!folder.isComplete) return
  checkUnusedClasses(folder)
  checkUnusedPrograms(folder)
}

function errorAt(text: PlacedText, message: string, code: SolutionCode, hint?: string): void {
  text.file.error(text.span, message, code, hint)
}

function warn(text: PlacedText, message: string, code: SolutionCode, hint?: string): void {
  text.file.diagnostics.warning(text.file.source, text.span, message, hint, code)
}

function checkNames(processes: readonly FoundProcess[]): void {
  const first = new Map<string, ProcessNode>()
  for (const { name, node } of processes) {
    const other = first.get(name)
    if (other === undefined) first.set(name, node)
    else {
      const { source } = other.file
      const place = `${source.path}:${source.lineOf(other.span.start)}`
      const hint = `the first one is in ${place}; give one of them a name of its own: task: NAME`
      const message = `there is a process ${name} already`
      errorAt(node.task ?? node.className, message, 'duplicate-task', hint)
    }
  }
}

// The kernel starts the initial program, under its name.
function checkReserved({ name, node }: FoundProcess): boolean {
  const { className, task } = node
  const { text } = className
  const hint = 'the kernel starts it by itself; Einit.ts replaces its program'
  if (text === initClass) errorAt(className, `${text} is started already`, 'reserved-class', hint)
  else if (text === coreClass) errorAt(className, `${text} is the kernel`, 'reserved-class')
  else if (name === initClass)
    errorAt(task ?? className, `${name} is the name of the initial program`, 'reserved-class', hint)
  else return true
  return false
}

function checkConnections(
  process: FoundProcess,
  byName: ReadonlyMap<string, FoundProcess>,
  folder: CheckedFolder,
): void {
  const { name, node } = process
  const ids = new Set<string>()
  for (const { target, id } of node.connections) {
    if (id !== null && ids.has(id.text)) {
      const message = `${name} has a connection ${id.text} already`
      errorAt(id, message, 'duplicate-connection')
    }
    if (id !== null) ids.add(id.text)
    const server = byName.get(target.text)
    if (server === undefined) reportTarget(target, folder)
    else if (target.text === name)
      errorAt(target, `${name} has a connection to itself`, 'self-connection')
    else checkEndpoints(target, server, folder)
  }
  checkUse(process, folder)
}

function reportTarget(target: PlacedText, { processes, isComplete }: CheckedFolder): void {
  if (!isComplete) return
  const named = processes.filter(({ node }) => node.className.text === target.text)
  const hint =
    named.length === 0
      ? nameHint(
          target.text,
          processes.map(({ name }) => name),
        )
      : `processes of this class are called ${listed(named.map(({ name }) => name))}`
  errorAt(target, `there is no process ${target.text}`, 'unknown-target', hint)
}

function checkEndpoints(
  target: PlacedText,
  { node }: FoundProcess,
  { classes, isPublic }: CheckedFolder,
): void {
  const component = classes.get(node.className.text)
  if (component === undefined || !isPublic(component) || endpointsOf(component).length > 0) return
  const hint = `${component.file.source.path} declares no endpoints`
  const message = `nothing can be called over this: ${target.text} provides no endpoint`
  warn(target, message, 'no-endpoint', hint)
}

// A program may also be told the names of its connections.
function checkUse({ node, program: { path } }: FoundProcess, { programs }: CheckedFolder): void {
  const connections = node.connections.filter(({ id }) => id !== null)
  if (path === null || connections.length === 0) return
  const texts = [...programs.texts(path), ...node.args, ...Object.values(textsOf(node.env))]
  const isUsed = ({ id, macro }: ConnectionNode): boolean => {
    const name = id?.text ?? ''
    const names = [name, macro, libraryOfConnection(name)].filter((each) => each !== null)
    return texts.some((text) => names.some((each) => text.includes(each)))
  }
  for (const connection of connections) {
    const id = connection.id as PlacedText
    if (isUsed(connection)) continue
    const message = `the program never mentions the connection ${id.text}`
    warn(id, message, 'unused-connection', `its text is ${programs.shown(path)}`)
  }
}

function checkClass({ node }: FoundProcess, { files, classes }: CheckedFolder): void {
  const { className } = node
  const { text } = className
  if (classes.has(text) || files.declaring(text, 'edl') !== null) return
  const names = [...classes.keys()]
  const last = lastPart(text)
  const known = [...names, ...systemClasses()]
  const meant =
    known.find((name) => name.toLowerCase() === text.toLowerCase()) ??
    names.find((name) => name.endsWith(`.${last}`) || name === last) ??
    nearest(text, known)
  const hint =
    meant === null
      ? (nameHint(text, names) ?? `write ${last}.edl: task class ${text}`)
      : `did you mean ${meant}?`
  errorAt(className, `no EDL file declares the class ${text}`, 'missing-edl', hint)
}

function checkProgram({ node, program }: FoundProcess, { files, config }: CheckedFolder): void {
  const { className } = node
  const { text } = className
  if (program.path !== null || program.isHost || program.isSystem) return
  const said = config.programs.get(text)
  if (said != null) return errorAt(said, `there is no file ${said.text}`, 'missing-file')
  const typescript = program.lookedFor.filter((path) => path.endsWith('.ts'))
  const paths = listed(typescript.map((path) => files.shown(path)))
  const hint =
    `looked for ${paths}; if only the host acts as it, say so in kos.json: ` +
    `"programs": { "${text}": null }`
  errorAt(node.path ?? className, `there is no program of ${text}`, 'missing-program', hint)
}

type SettingsByName = ReadonlyMap<string, SystemSettings>

/** What the variables of processes say to programs of the system. */
function settingsOf(processes: readonly FoundProcess[]): SettingsByName {
  const settings = new Map<string, SystemSettings>()
  for (const { name, node, program } of processes) {
    const { className, env } = node
    const said = program.isSystem ? systemSettings(className.text, textsOf(env)) : null
    if (said !== null) settings.set(name, said)
  }
  return settings
}

function checkSettings({ name, node }: FoundProcess, settings: SettingsByName): void {
  for (const { variable, at, message } of settings.get(name)?.faults ?? []) {
    // Of two processes with one name, this may be the other.
    const found = node.env.get(variable)
    if (found === undefined) continue
    const span = at === 'name' ? found.nameSpan : found.span
    found.file.error(span, `${variable}: ${message}`, 'bad-setting')
  }
}

// A client finds nobody over a connection that its server does not serve.
function checkServed({ node }: FoundProcess, settings: SettingsByName): void {
  for (const { target, id } of node.connections) {
    const server = settings.get(target.text)
    if (server === undefined || server.faults.length > 0 || id === null) continue
    if (server.channels.has(id.text)) continue
    const hint = `the connections of ${target.text} are called ${listed([...server.channels])}`
    errorAt(id, `${target.text} serves no connection ${id.text}`, 'unserved-connection', hint)
  }
}

// Processes may also create others, of classes that init.yaml does not mention.
function checkUnusedClasses(folder: CheckedFolder): void {
  const { files, processes, classes, otherPrograms, diagnostics } = folder
  const used = new Set(processes.map(({ node }) => node.className.text))
  const own = new Set(files.interfaces)
  const creates = programsIn(folder).some((path) =>
    /\bEntityInit|\bcreateEntity/.test(files.text(path) ?? ''),
  )
  for (const { name, file } of classes.values()) {
    if (used.has(name) || name === initClass || !own.has(file.source.path)) continue
    if (creates && otherPrograms.has(name)) continue
    const message = `there is no process of the class ${name}`
    const hint = nameHint(name, used)
    const code: SolutionCode = 'unused-class'
    diagnostics.warning(file.source, file.name, message, hint, code)
  }
}

function checkUnusedPrograms(folder: CheckedFolder): void {
  const { programs, files, diagnostics } = folder
  const used = new Set(programsIn(folder))
  for (const path of programs.candidates()) {
    if (used.has(path)) continue
    const source = files.source(path)
    const at = /^export default\b/m.exec(source.text)?.index ?? 0
    const span: Span = { start: at, end: at + 'export default'.length }
    const code: SolutionCode = 'unused-program'
    diagnostics.warning(source, span, 'no process runs this program', programHint, code)
  }
}

/** The files of all programs that are loaded. */
export function programsIn({
  processes,
  otherPrograms,
  einit,
}: Pick<CheckedFolder, 'processes' | 'otherPrograms' | 'einit'>): readonly string[] {
  const paths = [...processes.map(({ program }) => program.path), ...otherPrograms.values(), einit]
  return [...new Set(paths.filter((path) => path !== null))]
}

const programHint = 'a program is called as the class of its process, or as its path'
