/** The house style as far as a machine can check it. */

const MAX_LINES = ['error', { max: 250, skipBlankLines: false, skipComments: false }];

const forbidden = [
  { selector: 'ExportAllDeclaration', message: 'List the exported names; `export *` hides what is public.' },
  { selector: 'ExportDefaultDeclaration', message: 'Export by name.' },
  { selector: "PropertyDefinition[accessibility='private']", message: 'Use #private.' },
  { selector: "MethodDefinition[kind!='constructor'][accessibility='private']", message: 'Use #private.' },
];
const moduleState = { selector: "Program > VariableDeclaration[kind='let'], Program > ExportNamedDeclaration > VariableDeclaration[kind='let']", message: 'No module state; give it an owner that closes it.' };

export const everywhere = {
  'runwire/file-name': 'error',
  eqeqeq: 'error',
  'max-lines': MAX_LINES,
  'no-restricted-syntax': ['error', ...forbidden],
};

export const typed = {
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }],
  '@typescript-eslint/naming-convention': [
    'error',
    { selector: 'interface', format: ['PascalCase'], custom: { regex: '^I[A-Z]', match: false } },
    { selector: 'class', format: ['PascalCase'], custom: { regex: 'Impl$', match: false } },
  ],
  '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
  '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: 'only-allowed-literals' }],
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true, ignoreUsingDeclarations: true }],
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
};

export const sources = {
  'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
  'no-restricted-syntax': ['error', ...forbidden, moduleState],
};

export const packageSources = {
  '@typescript-eslint/max-params': ['error', { max: 4 }],
  'no-console': 'error',
  'no-restricted-properties': ['error', { object: 'process', property: 'env', message: 'Take the environment as a plain record; it is read in broker-core/src/config.ts.' }],
  'no-restricted-imports': ['error', { paths: ['process', 'node:process'].map((name) => ({ name, importNames: ['env'], message: 'Take the environment as a plain record.' })) }],
};
