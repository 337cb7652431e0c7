import type { StandardSchema, ValidationIssue } from '../tools/StandardSchema.ts';

/** Descriptions of the arguments of a tool, each a text. The name of an optional one ends with `?`. */
type Fields = Readonly<Record<string, string>>;

/** The arguments by name. */
type Texts<F extends Fields> = {
  [K in keyof F & string as K extends `${string}?` ? never : K]: string;
} & { [K in keyof F & string as K extends `${infer Name}?` ? Name : never]: string | undefined };

/**
 * The schema of an object of texts. Other arguments are ignored: models make some up.
 *
 * @param fields - The arguments, each with its description for the model.
 */
export function textFields<const F extends Fields>(fields: F): StandardSchema<unknown, Texts<F>> {
  const all = Object.entries(fields).map(([key, description]) => {
    const isOptional = key.endsWith('?');
    return { name: isOptional ? key.slice(0, -1) : key, isOptional, description };
  });
  const jsonSchema = {
    type: 'object',
    properties: Object.fromEntries(
      all.map(({ name, description }) => [name, { type: 'string', description }]),
    ),
    required: all.filter(({ isOptional }) => !isOptional).map(({ name }) => name),
    additionalProperties: false,
  };
  return {
    '~standard': {
      version: 1,
      vendor: 'mitosis',
      jsonSchema: { input: () => jsonSchema },
      validate: (value) => {
        if (typeof value !== 'object' || value === null || Array.isArray(value)) {
          return { issues: [{ message: 'must be an object' }] };
        }
        const issues: ValidationIssue[] = [];
        const texts: Record<string, string> = {};
        for (const { name, isOptional } of all) {
          const text: unknown = Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
          // Models write null, or an empty text, for an argument that they leave out.
          const isLeftOut = isOptional && (text === undefined || text === null || text === '');
          if (typeof text === 'string' && !isLeftOut) texts[name] = text;
          else if (!isLeftOut) issues.push({ message: 'must be text', path: [name] });
        }
        return issues.length > 0 ? { issues } : { value: texts as Texts<F> };
      },
    },
  };
}
