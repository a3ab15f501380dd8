"""From a document and the facts to what is printed: document trees, flowcharts, registers, the pages of the site."""
