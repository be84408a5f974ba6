/** The process of one measurement: told what to measure, answers with figures or an error, and ends. */
process.once('message', (order) => {
  measure(order).then(
    (figures) => process.send({ figures }, () => process.exit(0)),
    (error) => process.send({ error: error instanceof Error ? error.stack : String(error) }, () => process.exit(1)),
  );
});

async function measure({ work, contender, options }) {
  const [{ measure: run }, module] = await Promise.all([import(work), import(contender)]);
  return run(module, options);
}
