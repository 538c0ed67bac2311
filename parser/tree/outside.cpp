// What reaches beyond this database: foreign servers, replication, other databases, tablespaces.
#include "parser/tree/names.hpp"
#include "parser/tree/objects.hpp"

namespace countersign::parser::tree {

namespace {

// Details never get connection strings: they carry passwords.
void connects(walker& walk, std::string_view server, std::string_view why, place at) {
  walk.add(verb::connect, simple(server, object_kind::server, why), at);
}

void add_mapping(walker& walk, verb what, const RoleSpec* user, const char* server_name, place at) {
  const std::string_view server = walk.keep(server_name);
  walk.add(what, simple(role_name(walk, user), object_kind::other, walk.join({"user mapping for server ", server})),
           at);
  if (what != verb::drop) connects(walk, server, "user mapping", at);
}

// The tables of a publication; their row filters call functions.
void add_published(walker& walk, const List* objects, place at) {
  for (const PublicationObjSpec* each : items<PublicationObjSpec>(objects)) {
    if (each->pubtable != nullptr) {
      named on = walk.relation(each->pubtable->relation);
      on.columns = walk.keep_strings(each->pubtable->columns);
      on.detail = "published";
      effect& added = walk.add(verb::replicate, on, at);
      added.all_columns = on.columns.empty();
      walk.push(each->pubtable->whereClause, walk.open_scope(at));
    } else {
      const std::string_view schema = each->name == nullptr ? "current_schema" : walk.keep(each->name);
      walk.add(verb::replicate, simple(schema, object_kind::schema, "every table published"), at);
    }
  }
}

}  // namespace

void read_wrapper(walker& walk, const CreateFdwStmt* wrapper, place at) {
  walk.add(verb::create, simple(walk.keep(wrapper->fdwname), object_kind::other, "foreign data wrapper"), at);
}

void read_alter_wrapper(walker& walk, const AlterFdwStmt* wrapper, place at) {
  walk.add(verb::alter, simple(walk.keep(wrapper->fdwname), object_kind::other, "foreign data wrapper"), at);
}

void read_server(walker& walk, const CreateForeignServerStmt* server, place at) {
  const std::string_view name = walk.keep(server->servername);
  walk.add(verb::create,
           simple(name, object_kind::server, walk.join({"foreign data wrapper ", text_of(server->fdwname)})), at);
  connects(walk, name, "foreign server", at);
}

void read_alter_server(walker& walk, const AlterForeignServerStmt* server, place at) {
  const std::string_view name = walk.keep(server->servername);
  walk.add(verb::alter, simple(name, object_kind::server), at);
  connects(walk, name, "foreign server", at);
}

void read_mapping(walker& walk, const CreateUserMappingStmt* mapping, place at) {
  add_mapping(walk, verb::create, mapping->user, mapping->servername, at);
}

void read_alter_mapping(walker& walk, const AlterUserMappingStmt* mapping, place at) {
  add_mapping(walk, verb::alter, mapping->user, mapping->servername, at);
}

void read_drop_mapping(walker& walk, const DropUserMappingStmt* mapping, place at) {
  add_mapping(walk, verb::drop, mapping->user, mapping->servername, at);
}

void read_import(walker& walk, const ImportForeignSchemaStmt* import, place at) {
  connects(walk, walk.keep(import->server_name), walk.join({"import foreign schema ", text_of(import->remote_schema)}),
           at);
  walk.add(verb::create,
           simple(walk.keep(import->local_schema), object_kind::schema, "foreign tables in it, by import"), at);
}

void read_publication(walker& walk, const CreatePublicationStmt* publication, place at) {
  const std::string_view name = walk.keep(publication->pubname);
  walk.add(verb::create, simple(name, object_kind::publication, publication->for_all_tables ? "for all tables" : ""),
           at);
  if (publication->for_all_tables) {
    walk.add(verb::replicate, simple({}, object_kind::relation, "every table published"), at);
  }
  add_published(walk, publication->pubobjects, at);
}

void read_alter_publication(walker& walk, const AlterPublicationStmt* publication, place at) {
  walk.add(verb::alter, simple(walk.keep(publication->pubname), object_kind::publication), at);
  if (publication->action != AP_DropObjects) add_published(walk, publication->pubobjects, at);
}

void read_subscription(walker& walk, const CreateSubscriptionStmt* subscription, place at) {
  const std::string_view name = walk.keep(subscription->subname);
  walk.add(verb::create, simple(name, object_kind::subscription), at);
  walk.add(verb::connect, simple(name, object_kind::subscription), at);
  walk.add(verb::replicate, simple(name, object_kind::subscription), at);
}

void read_alter_subscription(walker& walk, const AlterSubscriptionStmt* subscription, place at) {
  const std::string_view name = walk.keep(subscription->subname);
  walk.add(verb::alter, simple(name, object_kind::subscription), at);
  walk.add(verb::connect, simple(name, object_kind::subscription), at);
}

void read_drop_subscription(walker& walk, const DropSubscriptionStmt* subscription, place at) {
  const std::string_view name = walk.keep(subscription->subname);
  walk.add(verb::drop, simple(name, object_kind::subscription), at);
  walk.add(verb::connect, simple(name, object_kind::subscription, "drops the slot there"), at);
}

void read_create_database(walker& walk, const CreatedbStmt* create, place at) {
  const std::string_view from = option_text(walk, option(create->options, "template"));
  walk.add(
      verb::create,
      simple(walk.keep(create->dbname), object_kind::database, from.empty() ? from : walk.join({"copy of ", from})),
      at);
}

void read_alter_database(walker& walk, const AlterDatabaseStmt* alter, place at) {
  const std::string_view space = option_text(walk, option(alter->options, "tablespace"));
  walk.add(verb::alter,
           simple(walk.keep(alter->dbname), object_kind::database,
                  space.empty() ? space : walk.join({"set tablespace ", space})),
           at);
}

void read_refresh_collation(walker& walk, const AlterDatabaseRefreshCollStmt* alter, place at) {
  walk.add(verb::alter, simple(walk.keep(alter->dbname), object_kind::database, "refresh collation version"), at);
}

void read_drop_database(walker& walk, const DropdbStmt* drop, place at) {
  const bool force = option(drop->options, "force") != nullptr;
  walk.add(verb::drop, simple(walk.keep(drop->dbname), object_kind::database, force ? "force" : ""), at);
}

void read_create_tablespace(walker& walk, const CreateTableSpaceStmt* create, place at) {
  walk.add(
      verb::create,
      simple(walk.keep(create->tablespacename), object_kind::tablespace, walk.join({"in ", text_of(create->location)})),
      at);
}

void read_drop_tablespace(walker& walk, const DropTableSpaceStmt* drop, place at) {
  walk.add(verb::drop, simple(walk.keep(drop->tablespacename), object_kind::tablespace), at);
}

void read_tablespace_options(walker& walk, const AlterTableSpaceOptionsStmt* alter, place at) {
  walk.add(verb::alter, simple(walk.keep(alter->tablespacename), object_kind::tablespace, "options"), at);
}

}  // namespace countersign::parser::tree
