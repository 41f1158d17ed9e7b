// The codes of diagnostics of folders, each with a sentence about it: for `kos explain`.

/** What is known of the diagnostics with one code. */
export interface CodeExplanation {
  /** What it says, in one sentence. */
  readonly meaning: string
  /** What to do about it, in one sentence. */
  readonly remedy: string
}

/** A code of a diagnostic of a folder. */
export type SolutionCode =
  | 'missing-init'
  | 'bad-yaml'
  | 'bad-json'
  | 'unknown-key'
  | 'missing-key'
  | 'wrong-type'
  | 'bad-name'
  | 'reserved-class'
  | 'too-long'
  | 'duplicate-task'
  | 'duplicate-connection'
  | 'unknown-target'
  | 'self-connection'
  | 'unresolved-id'
  | 'unknown-macro'
  | 'missing-file'
  | 'bad-device'
  | 'missing-edl'
  | 'missing-program'
  | 'bad-setting'
  | 'unserved-connection'
  | 'unused-class'
  | 'unused-program'
  | 'no-endpoint'
  | 'unused-connection'
  | 'missing-policy'
  | 'class-not-in-policy'
  | 'start-denied'
  | 'never-granted'
  | 'bad-program'
  | 'bad-import'
  | 'throwing-program'
  | 'no-program'
  | 'endpoint-mismatch'

/** The codes of the diagnostics of `describeSolution` and `loadSolution`. */
export const solutionCodes: Readonly<Record<SolutionCode, CodeExplanation>> = {
  // The files init.yaml and kos.json
  'missing-init': {
    meaning: 'The folder has no init.yaml, which says what processes a solution has.',
    remedy: 'Write init.yaml or init.yaml.in, or say in kos.json where it is: "init".',
  },
  'bad-yaml': {
    meaning: 'The text is no YAML.',
    remedy: 'Look at the marked place and at the line above it: mostly it is the indentation.',
  },
  'bad-json': {
    meaning: 'The text of kos.json is no JSON.',
    remedy: 'Names and texts are in double quotes, and no comma stands before } and ].',
  },
  'unknown-key': {
    meaning: 'A dictionary has a key that means nothing there.',
    remedy: 'Correct it or remove it: keys that are not known are refused, not passed over.',
  },
  'missing-key': {
    meaning: 'A dictionary lacks a key that it must have.',
    remedy: 'Add the key; a device of machine.yaml needs those that its model asks for.',
  },
  'wrong-type': {
    meaning: 'A value is of another type than its key says.',
    remedy:
      'Arguments and variables are texts: write "8080" for 8080 and "yes" for yes; in machine.yaml, ' +
      'addresses, ports and interrupts are whole numbers, sizes may have a unit, as in 16 MiB, and ' +
      'irqs is a list, as in [7].',
  },
  'bad-name': {
    meaning: 'A name is not formed as its kind of name is.',
    remedy: 'Classes are words with dots between them, as in demo.Server.',
  },
  'reserved-class': {
    meaning: 'A process has the class or the name of the kernel or of the initial program.',
    remedy: 'The kernel starts Einit by itself: write Einit.ts to replace its program.',
  },
  'too-long': {
    meaning:
      'A name, an argument or a variable is longer than the kernel takes, or there are too many.',
    remedy: 'Names have at most 1024 characters; pass long texts as declared input, "files".',
  },
  'duplicate-task': {
    meaning: 'Two processes have one name.',
    remedy: 'Give one of them a name of its own by the key task.',
  },
  'duplicate-connection': {
    meaning: 'A client has two connections of one name.',
    remedy: 'Change the id of one: a client finds its connections by their names.',
  },
  'unknown-target': {
    meaning: 'A connection leads to a process that init.yaml does not have.',
    remedy: 'Write the name of a process: its task, or its class where it has no task.',
  },
  'self-connection': {
    meaning: 'A process has a connection to itself.',
    remedy: 'Name another process, or call your own function.',
  },
  'unresolved-id': {
    meaning: 'The name of a connection is a macro of a C header, and its text was not found.',
    remedy: 'Add the header to the folder, or its folder to "include" of kos.json.',
  },
  'unknown-macro': {
    meaning: 'A template has a variable or macro that nothing gives a value.',
    remedy: 'Give it one by "variables" of kos.json, or correct its name.',
  },
  'missing-file': {
    meaning: 'A file is mentioned that is not there.',
    remedy: 'Add the file, or correct its name; machine.yaml names files from its own folder.',
  },
  // The machine
  'bad-device': {
    meaning: 'A device of the machine has no such model, place or setting.',
    remedy:
      'Correct machine.yaml: each device needs ports, or pages outside of RAM, and for DMA an id, of ' +
      'its own; interrupts are less than irqLines, and a disk has whole sectors of 512 bytes.',
  },
  // Processes, classes and programs
  'missing-edl': {
    meaning: 'A process is of a class that no EDL file declares.',
    remedy: 'Write the EDL file: `task class demo.Client`, with its endpoints if it has some.',
  },
  'missing-program': {
    meaning: 'A process has no program.',
    remedy: 'Write the program, or say "programs": { "demo.Client": null } in kos.json.',
  },
  'bad-setting': {
    meaning: 'A program that comes with kos cannot use a variable of its process.',
    remedy: 'Correct it: what there is says the README of the package that the program is of.',
  },
  'unserved-connection': {
    meaning: 'A program that comes with kos serves no connection of this name.',
    remedy:
      'Correct the id, or tell the program: the variable BUS_CHANNELS of kl.MessageBus has the ' +
      'names that it serves.',
  },
  'unused-class': {
    meaning: 'An EDL file declares a class of which there is no process.',
    remedy: 'Add a process to init.yaml, or remove the file.',
  },
  'unused-program': {
    meaning: 'A file looks like a program, and no process runs it.',
    remedy: 'Add a process to init.yaml, or correct the name of the file.',
  },
  'no-endpoint': {
    meaning: 'A connection leads to a process that has no endpoint, so nothing can be called.',
    remedy: 'Add the endpoint to the EDL file of the target, or remove the connection.',
  },
  'unused-connection': {
    meaning: 'The text of a program has nowhere the name of a connection of its process.',
    remedy: 'Use the connection, correct its id, or remove it.',
  },
  // The policy
  'missing-policy': {
    meaning: 'The folder has no policy, and without one nothing is allowed.',
    remedy: 'Write security.psl, or say in kos.json where it is: "policy".',
  },
  'class-not-in-policy': {
    meaning: 'The policy says nothing of the class of a process.',
    remedy: 'Add `use EDL demo.Client` and rules for it to the policy.',
  },
  'start-denied': {
    meaning: 'The policy denies the start of a process, or what Einit needs to start any.',
    remedy: 'Grant it: `execute src = Einit, dst = demo.Client { grant () }`.',
  },
  'never-granted': {
    meaning: 'The policy denies every request over a connection.',
    remedy: 'Grant some of them: `request src = demo.Client, dst = demo.Server { grant () }`.',
  },
  // Programs once they are loaded
  'bad-program': {
    meaning: 'The text of a program cannot be compiled.',
    remedy: 'Correct the marked place.',
  },
  'bad-import': {
    meaning: 'A program imports something that is not there.',
    remedy: 'Correct the name; modules that kos generates are in ./generated/.',
  },
  'throwing-program': {
    meaning: 'The module of a program throws while it is loaded, before any process runs.',
    remedy: 'Move what it does into the function that `program` is given.',
  },
  'no-program': {
    meaning: 'The default export of a module is no program.',
    remedy: 'Write `export default program(async (kos) => { ... })`.',
  },
  'endpoint-mismatch': {
    meaning: 'The endpoints of a program are not those of its EDL file.',
    remedy: 'Pass `endpoints` of ./generated/<class>.edl.ts to `program`.',
  },
}
