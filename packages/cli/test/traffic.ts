// A set of files as people write them: line ends of two systems, comments everywhere, no line end
// at the end, several imports, out before in, nested components, both spellings of EDL. Texts,
// since an editor would tidy files.

/** Files by path. */
export type FileSet = Readonly<Record<string, string>>

const lines = (...text: readonly string[]): string => text.join('\r\n')

/** A crossing: a program that switches lights, another that writes down what happens. */
export const traffic: FileSet = {
  'resources/traffic/Types.idl': lines(
    '/* What all of them speak of. */',
    'package traffic.Types',
    '',
    '// Lights at one crossing.',
    'const UInt32 MaxLights = 1 << 3;',
    'const UInt32 MaxName = (MaxLights + 2) * 0x4;   // in bytes',
    'const SInt64 Never = -1;',
    '',
    'typedef string<MaxName> Name;',
    '',
    '/** One light. */',
    'struct Light {',
    '\tName name;     // as people call it',
    '\tUInt8 class;   /* 0: cars, 1: people */',
    '\tarray<UInt16, 3> seconds;',
    '}',
    '',
    'union Cause { UInt32 timer; Name person; bytes<4> sensor; }',
  ),
  'resources/traffic/Lights.idl': `// Switches lights.
package traffic.Lights
import traffic.Types
import traffic.Journal

/* How lights are switched. */
interface {
    /**
     * Switches one light.
     * Anyone may ask for it.
     */
    Switch(out UInt32 rc, in Name light, in UInt8 mode, // what to show
           in Cause cause, error SInt32 status);

    // All there are, from a number on.
    List(in UInt32 from, out sequence<Light, MaxLights> lights, out SInt64 changed);

    // A light for oneself.
    Lend(in Types.Name light, out Handle light, out handle<traffic.Journal> journal);
    Reset();
}`,
  'resources/traffic/Journal.idl': lines(
    'package traffic.Journal',
    'import traffic.Types import traffic.Lights',
    'interface {',
    '  Write(in Name who, in bytes<256> what, in sequence<Cause, 4> causes, out UInt64 number);',
    '  Owner(out handle<Lights> lights);',
    '}',
  ),
  'resources/traffic/Crossing.cdl':
    'component traffic.Crossing\n// lights, and what they did\nendpoints { lights : traffic.Lights   journal : traffic.Journal }',
  'resources/edl/Control.edl': lines(
    'task class traffic.Control',
    '',
    'components {',
    '    north: traffic.Crossing // two of a kind',
    '    south: traffic.Crossing',
    '}',
    'endpoints { /* for all */ main : traffic.Lights }',
  ),
  'resources/edl/Client.edl': 'entity traffic.Client',
}
