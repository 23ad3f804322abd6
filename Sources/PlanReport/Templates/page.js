// Sorts and filters tables; without it everything is there all the same.
document.querySelectorAll('table.sortable').forEach(function (table) {
  var body = table.tBodies[0];
  if (body.rows.length < 3) return;
  function key(row, column) {
    var cell = row.cells[column];
    return cell.dataset.sort || cell.textContent.trim();
  }
  Array.prototype.forEach.call(table.tHead.rows[0].cells, function (head, column) {
    if (!head.textContent.trim()) return;
    var button = document.createElement('button');
    button.type = 'button';
    button.append(head.textContent);
    head.replaceChildren(button);
    head.setAttribute('aria-sort', 'none');
    button.addEventListener('click', function () {
      var down = head.getAttribute('aria-sort') === 'ascending';
      Array.prototype.forEach.call(head.parentNode.cells, function (other) {
        if (other.hasAttribute('aria-sort')) other.setAttribute('aria-sort', 'none');
      });
      head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      Array.from(body.rows).sort(function (a, b) {
        var x = key(a, column), y = key(b, column);
        if (!x || !y) return x ? -1 : y ? 1 : 0;
        var order = x.localeCompare(y, undefined, { numeric: true });
        return down ? -order : order;
      }).forEach(function (row) { body.append(row); });
    });
  });
  if (body.rows.length < 8) return;
  var field = document.createElement('input');
  field.type = 'search';
  field.className = 'filter';
  field.placeholder = 'Filter';
  field.setAttribute('aria-label', 'Filter this table');
  field.addEventListener('input', function () {
    var words = field.value.toLowerCase().split(/\s+/);
    Array.prototype.forEach.call(body.rows, function (row) {
      var text = row.textContent.toLowerCase();
      row.hidden = !words.every(function (word) { return text.includes(word); });
    });
  });
  table.parentNode.parentNode.insertBefore(field, table.parentNode);
});
