// Makes elements of the document without markup in strings, so that nothing a
// server answers can become markup.

/**
 * Returns a new element. Properties are set as properties where the element has
 * them ("className", "onclick") and as attributes where it has not ("aria-label",
 * "data-state").
 */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in made) {
      made[name] = value;
    } else {
      made.setAttribute(name, value);
    }
  }
  made.append(...children);
  return made;
}

/** Returns the element of the page that has the id. */
export function byId(id) {
  const found = document.getElementById(id);
  if (found === null) {
    throw new Error(`the page has no element with the id ${id}`);
  }
  return found;
}
